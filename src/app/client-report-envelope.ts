import type { Config } from "../config/config.ts";
import { COMPATIBLE_VERSION } from "../config/version.ts";
import { Envelope, envelopeHeaders } from "../domain/protocol/envelope.ts";
import { Item } from "../domain/protocol/item.ts";
import type { RequestMeta } from "../domain/protocol/request-meta.ts";
import { utf8Bytes } from "../kernel/base/bytes.ts";
import { type HeldEnvelope, holdEnvelope } from "../pipeline/held-envelope.ts";
import type { ClientReport } from "../services/outcomes/client-report-outcomes.actor.ts";

/** A client report of our own as an envelope, ready to be sent. */
export function clientReportEnvelope(report: ClientReport, config: Config, nowMs: number): HeldEnvelope {
  const url = new URL(config.relay.upstream);
  const meta: RequestMeta = {
    dsn: {
      scheme: url.protocol === "http:" ? "http" : "https",
      authority: url.host,
      pathPrefix: "",
      publicKey: report.publicKey,
      projectId: report.projectId,
    },
    client: `sentry.relay/${COMPATIBLE_VERSION}`,
    version: 7,
    forwardedFor: "",
    userAgent: `sentry-relay/${COMPATIBLE_VERSION}`,
    noCache: false,
    receivedAtMs: nowMs,
    fromInternalRelay: false,
  };
  const item = Item.create("client_report", utf8Bytes(report.json), "application/json");
  return holdEnvelope(new Envelope(envelopeHeaders(meta), [item]), config.http.encoding);
}
