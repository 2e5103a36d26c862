import type { HttpEncoding } from "../config/sections/http.ts";
import type { Dsn } from "../domain/protocol/dsn.ts";
import { utf8Bytes } from "../kernel/base/bytes.ts";
import { holdEnvelope } from "../pipeline/held-envelope.ts";
import { parseEnvelope } from "../pipeline/parse/parse-envelope.ts";
import type { Enricher } from "./enricher.ts";

const DSN: Dsn = {
  scheme: "https",
  publicKey: "0".repeat(32),
  authority: "localhost",
  pathPrefix: "",
  projectId: "1",
};
const ENVELOPE =
  '{"event_id":"00000000000000000000000000000001"}\n{"type":"event"}\n{"logger":"aws.lambda"}\n';

/**
 * Takes one envelope through everything but the queue, and throws it away. What is compiled and loaded for it would
 * otherwise be paid by the first answer to the SDK; here it is paid while the function's runtime starts.
 */
export function warmUp(encoding: HttpEncoding, enricher: Enricher, nowMs: number): void {
  const meta = {
    dsn: DSN,
    version: 7,
    forwardedFor: "",
    noCache: false,
    receivedAtMs: nowMs,
    fromInternalRelay: false,
  };
  const envelope = parseEnvelope(utf8Bytes(ENVELOPE), meta);
  if (!envelope.ok) return;
  enricher.prepare(envelope.value);
  holdEnvelope(envelope.value, encoding);
}
