import type { Envelope } from "../../domain/protocol/envelope.ts";
import { Item } from "../../domain/protocol/item.ts";
import { queryValue } from "../../domain/protocol/query.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { elementSpans } from "../../kernel/base/json-array.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { newEnvelope } from "./new-envelope.ts";
import { type RequestError, refuse } from "./request-error.ts";

/**
 * Browsers' reports about content security and the like, one envelope each: the elements of an array, or the whole
 * body. What they say is looked at later.
 */
export function parseSecurityReports(
  body: Uint8Array,
  query: string,
  meta: RequestMeta,
): Result<Envelope[], RequestError> {
  if (body.length === 0) return refuse(400, "empty request body");
  const spans = elementSpans(body) ?? [[0, body.length] as const];
  const release = queryValue(query, "sentry_release");
  const environment = queryValue(query, "sentry_environment");
  return ok(
    spans.map(([from, to]) => {
      const item = Item.create("raw_security", body.subarray(from, to), "application/json");
      if (release !== undefined) item.setHeader("sentry_release", release);
      if (environment !== undefined) item.setHeader("sentry_environment", environment);
      return newEnvelope(meta, [item]);
    }),
  );
}
