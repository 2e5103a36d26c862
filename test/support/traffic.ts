import { exchange, type RawAnswer } from "./raw-client.ts";
import type { RelayProcess } from "./relay-process.ts";

export const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

/** A small event envelope whose id is `n`, so that every one can be followed. */
export function numberedEnvelope(n: number, padding = 0): string {
  return `{"event_id":"${idOf(n)}"}\n{"type":"event"}\n{"message":"${n}","padding":"${"x".repeat(padding)}"}\n`;
}

export function idOf(n: number): string {
  return n.toString(16).padStart(32, "0");
}

export function sendEnvelope(
  relay: Pick<RelayProcess, "port">,
  body: string | Uint8Array,
  timeoutMs = 10_000,
): Promise<RawAnswer> {
  const target = `/api/42/envelope/?sentry_key=${KEY}`;
  return exchange(relay.port, { method: "POST", target, body }, timeoutMs);
}

/** Sends envelopes `from` … `from + count − 1`, a few at a time. @returns the numbers answered with 200 */
export async function sendNumbered(
  relay: Pick<RelayProcess, "port">,
  options: {
    readonly from?: number;
    readonly count: number;
    readonly atOnce?: number;
    readonly padding?: number;
  },
): Promise<number[]> {
  const { from = 0, count, atOnce = 8, padding = 0 } = options;
  const acknowledged: number[] = [];
  let next = from;
  const worker = async () => {
    while (next < from + count) {
      const n = next++;
      const answer = await sendEnvelope(relay, numberedEnvelope(n, padding)).catch(() => undefined);
      if (answer?.status === 200) acknowledged.push(n);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return acknowledged;
}
