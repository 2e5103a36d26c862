import { ok, type Result } from "../../kernel/base/result.ts";
import { type RequestError, refuse } from "./request-error.ts";

const TOKEN = /^[!#$%&'*+.^_`|~0-9a-zA-Z-]+$/;

/** The media type of a `Content-Type` header in lower case, without parameters; the error is the answer. */
export function parseMediaType(header: string | undefined): Result<string, RequestError> {
  const essence = (header ?? "").split(";", 1)[0]?.trim() ?? "";
  const slash = essence.indexOf("/");
  if (slash < 0) return refuse(400, "mime parse error: a slash (/) was missing between the type and subtype");
  if (!TOKEN.test(essence.slice(0, slash)) || !TOKEN.test(essence.slice(slash + 1))) {
    return refuse(400, "mime parse error: an invalid token was encountered");
  }
  return ok(essence.toLowerCase());
}
