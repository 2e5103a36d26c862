import { formatDsn } from "../domain/protocol/dsn.ts";
import type { Envelope } from "../domain/protocol/envelope.ts";
import { addContexts } from "./add-contexts.ts";
import type { SdkSighting } from "./invocations.ts";
import type { ContextFields } from "./lambda-contexts.ts";
import { sightingOf } from "./sdk-sighting.ts";

/** Larger payloads pass as they are: parsing them would delay everything else. */
const MAX_PARSED_BYTES = 1024 * 1024;

/** What passed by that the extension wants to know of. */
export type Sighted = (sighting: SdkSighting | undefined, dsn: string) => void;

/**
 * Looks into events and transactions, and into nothing else: adds the invocation's contexts where they are missing, and
 * tells what bears on an incident. A payload that cannot be read stays as it is.
 */
export class Enricher {
  readonly #addsContexts: boolean;
  readonly #sighted: Sighted;
  /** Of the invocation under way; what arrives between two belongs to the last. */
  contexts: Readonly<Record<string, ContextFields>>;

  constructor(options: {
    readonly addsContexts: boolean;
    readonly contexts: Readonly<Record<string, ContextFields>>;
    readonly sighted: Sighted;
  }) {
    this.#addsContexts = options.addsContexts;
    this.contexts = options.contexts;
    this.#sighted = options.sighted;
  }

  prepare(envelope: Envelope): void {
    for (const item of envelope.items) {
      if (item.type !== "event" && item.type !== "transaction") continue;
      if (item.payload.length > MAX_PARSED_BYTES) continue;
      const event = parseObject(item.payload);
      if (!event || event.logger === "aws.lambda") continue; // one of our own
      this.#sighted(sightingOf(event), formatDsn(envelope.meta.dsn));
      if (!this.#addsContexts) continue;
      const payload = addContexts(item.payload, this.contexts);
      if (payload !== item.payload) item.setPayload(payload);
    }
  }
}

function parseObject(payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(payload));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
