import type { Envelope } from "../../domain/protocol/envelope.ts";
import { HeaderFields } from "../../domain/protocol/header-fields.ts";
import { Item } from "../../domain/protocol/item.ts";
import { queryValue } from "../../domain/protocol/query.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { newEnvelope } from "./new-envelope.ts";
import { type RequestError, refuse } from "./request-error.ts";

/** An Unreal Engine crash report, opaque here; the query's `UserID` travels in the envelope header. */
export function parseUnrealReport(
  body: Uint8Array,
  query: string,
  meta: RequestMeta,
): Result<Envelope, RequestError> {
  if (body.length === 0) return refuse(400, "empty request body");
  const other = new HeaderFields();
  const user = queryValue(query, "UserID");
  if (user !== undefined) other.set("unreal_user_id", user);
  return ok(newEnvelope(meta, [Item.create("unreal_report", body, "application/octet-stream")], { other }));
}
