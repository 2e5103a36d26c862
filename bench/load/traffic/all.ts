import {
  attachmentEnvelope,
  errorEnvelope,
  logsEnvelope,
  sessionEnvelope,
  transactionEnvelope,
} from "./payloads.ts";
import { envelopeRequest, Random } from "./requests.ts";

const VARIANTS = 128;

/**
 * Prepared requests by name: `error-1k7`, `transaction-100k`, `mixed`, `size-N` (an attachment of N bytes).
 * @throws Error for another name.
 */
export function trafficOf(name: string, port: number): Buffer[] {
  const random = new Random(7);
  const size = /^size-(\d+)$/.exec(name)?.[1];
  if (size !== undefined) {
    const variants = Math.max(4, Math.min(VARIANTS, Math.floor(16_000_000 / Number(size))));
    return times(variants, () => envelopeRequest(port, attachmentEnvelope(random, Number(size))));
  }
  switch (name) {
    case "error-1k7":
      return times(VARIANTS, () => envelopeRequest(port, errorEnvelope(random)));
    case "transaction-100k":
      return times(32, () => envelopeRequest(port, transactionEnvelope(random, 310)));
    case "mixed":
      return times(VARIANTS, () => mixed(random, port));
    default:
      throw new Error(`no traffic called ${name}`);
  }
}

/** What a web shop sends: half sessions and errors, a quarter transactions (compressed when large), logs, attachments. */
function mixed(random: Random, port: number): Buffer {
  const dice = random.next(100);
  if (dice < 30) return envelopeRequest(port, sessionEnvelope(random));
  if (dice < 55) return envelopeRequest(port, errorEnvelope(random));
  if (dice < 75)
    return envelopeRequest(port, transactionEnvelope(random, 10 + random.next(30)), { gzip: true });
  if (dice < 80) return envelopeRequest(port, transactionEnvelope(random, 200), { gzip: true });
  if (dice < 95) return envelopeRequest(port, logsEnvelope(random, 1 + random.next(50)), { gzip: true });
  return envelopeRequest(port, attachmentEnvelope(random, 20_000));
}

function times(count: number, make: () => Buffer): Buffer[] {
  return Array.from({ length: count }, make);
}
