/** How long an SDK waits for its answer, beside a server that only answers: both asked in turn, in one run. */
import { connect } from "node:net";
import { join } from "node:path";
import { ExtensionUnderTest, FAKE_DSN_KEY, type Kind } from "./extension.ts";

/** An SDK's pace: back to back, everything would be in the caches. */
const GAP_MS = 5;
const WARM_UP = 50;

export interface AnswerTimes {
  readonly medianMs: number;
  readonly p99Ms: number;
}

/** Times of the extension, and of a bare server; its upstream is one too, in a process of its own. */
export async function compareAnswers(
  kind: Kind,
  samples: number,
): Promise<{ readonly ours: AnswerTimes; readonly bare: AnswerTimes }> {
  const [bareServer, upstream] = [await BareServer.start(), await BareServer.start()];
  const extension = await ExtensionUnderTest.start(kind, upstream.port);
  await extension.initialise();
  const [ours, bare] = [
    await Sdk.connect(9000, upstream.port),
    await Sdk.connect(bareServer.port, upstream.port),
  ];
  const times: Record<"ours" | "bare", number[]> = { ours: [], bare: [] };
  for (let n = -WARM_UP; n < samples; n += 1) {
    for (const [name, sdk] of [
      ["ours", ours],
      ["bare", bare],
    ] as const) {
      const tookMs = await sdk.send();
      if (n >= 0) times[name].push(tookMs);
      await Bun.sleep(GAP_MS);
    }
  }
  for (const sdk of [ours, bare]) sdk.close();
  await extension.end();
  for (const server of [bareServer, upstream]) server.stop();
  return { ours: timesOf(times.ours), bare: timesOf(times.bare) };
}

function timesOf(samples: readonly number[]): AnswerTimes {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return { medianMs: at(0.5), p99Ms: at(0.99) };
}

class BareServer {
  readonly port: number;
  readonly #process: { kill(): void };

  private constructor(port: number, process: { kill(): void }) {
    this.port = port;
    this.#process = process;
  }

  static async start(): Promise<BareServer> {
    const script = join(import.meta.dir, "bare-server.ts");
    const process_ = Bun.spawn([process.execPath, script], { stdout: "pipe", stderr: "ignore" });
    for await (const chunk of process_.stdout)
      return new BareServer(Number(new TextDecoder().decode(chunk)), process_);
    throw new Error("the bare server did not start");
  }

  stop(): void {
    this.#process.kill();
  }
}

/** One connection that is kept, as an SDK has it, read by hand so that the asker costs little. */
class Sdk {
  readonly #socket: ReturnType<typeof connect>;
  readonly #dsn: string;
  #text = "";
  #answered: () => void = () => {};

  private constructor(socket: ReturnType<typeof connect>, dsn: string) {
    this.#socket = socket.setNoDelay(true);
    this.#dsn = dsn;
    socket.on("data", (chunk) => this.#take(String(chunk)));
  }

  static async connect(port: number, upstreamPort: number): Promise<Sdk> {
    const socket = connect(port, "127.0.0.1");
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", () => resolve());
      socket.once("error", reject);
    });
    return new Sdk(socket, `http://${FAKE_DSN_KEY}@127.0.0.1:${upstreamPort}/1`);
  }

  /** An error of 1.7 KB. @returns until its answer was there */
  async send(): Promise<number> {
    const event_id = crypto.randomUUID().replaceAll("-", "");
    const event = { event_id, level: "error", message: "x".repeat(1_500) };
    const lines = [{ event_id, dsn: this.#dsn }, { type: "event" }, event];
    const body = `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
    const answered = new Promise<void>((resolve) => {
      this.#answered = resolve;
    });
    const startMs = performance.now();
    this.#socket.write(
      `POST /envelope HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await answered;
    return performance.now() - startMs;
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#text += chunk;
    const bodyAt = this.#text.indexOf("\r\n\r\n") + 4;
    const length = Number(/content-length: (\d+)/i.exec(this.#text)?.[1]);
    if (bodyAt < 4 || this.#text.length < bodyAt + length) return;
    this.#text = "";
    this.#answered();
  }
}
