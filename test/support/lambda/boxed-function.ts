import { FakeSentry } from "../fake-sentry.ts";
import { type Layer, layerFiles } from "./built-layers.ts";
import { SENTRY_DSN } from "./handlers.ts";
import { type BoxOptions, RieBox } from "./rie.ts";

export interface BoxedOptions extends Partial<BoxOptions> {
  /** Default: the universal one. */
  readonly layer?: Layer;
  /** What the upstream is to know or to do before anything speaks to it. */
  readonly prepare?: (sentry: FakeSentry) => void;
}

/** An event as it arrived. */
// biome-ignore lint/suspicious/noExplicitAny: what a test looks for in a payload is its own business
export type Payload = any;

/** A function with one of our layers in AWS's emulator, and a Sentry outside; one at a time. */
export class BoxedFunction {
  readonly #files: () => Readonly<Record<string, string>>;
  #box: RieBox | undefined;
  #sentry: FakeSentry | undefined;

  /** @param files of the function: `task/…` paths and their content */
  constructor(files: () => Readonly<Record<string, string>>) {
    this.#files = files;
  }

  async start({ layer = "universal", prepare, ...options }: BoxedOptions = {}): Promise<RieBox> {
    const { files, binaries } = await layerFiles(layer);
    this.#sentry = FakeSentry.start();
    prepare?.(this.#sentry);
    this.#box = await RieBox.start({
      upstreamPort: this.#sentry.port,
      ...options,
      files: { ...files, ...this.#files(), ...options.files },
      binaries,
      env: { SENTRY_DSN, ...options.env },
    });
    return this.#box;
  }

  get sentry(): FakeSentry {
    if (!this.#sentry) throw new Error("not started");
    return this.#sentry;
  }

  /** Ends what runs, if anything does. @throws Error when the upstream saw what no correct relay does */
  async end(): Promise<void> {
    await this.#box?.stop();
    this.#box = undefined;
    const sentry = this.#sentry;
    this.#sentry = undefined;
    sentry?.stop();
  }

  payloads(type: string): Payload[] {
    return this.sentry.items(type).map((item) => JSON.parse(Buffer.from(item.payload).toString()));
  }

  /** Those of the function's own events. */
  messages(): string[] {
    // A relay that normalises has moved it.
    return this.payloads("event").flatMap(({ message, logentry }) => message ?? logentry?.formatted ?? []);
  }

  /** Events that we made about the function. */
  incidents(): Payload[] {
    return this.payloads("event").filter(({ tags = {} }) => {
      const names = Array.isArray(tags) ? tags.map(([name]: [string]) => name) : Object.keys(tags);
      return names.includes("aws.lambda.incident");
    });
  }

  incidentTypes(): string[] {
    return this.incidents().map((event) => event.exception.values[0].type);
  }

  /** What we wrote into the function's log. */
  ownLines(): string[] {
    return (this.#box?.log ?? "").split("\n").filter((line) => line.includes("[baton]"));
  }
}
