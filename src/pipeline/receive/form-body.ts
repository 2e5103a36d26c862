import { err, type Result } from "../../kernel/base/result.ts";
import type { HttpResponse } from "../../kernel/runtime/http.ts";
import type { Call } from "./call.ts";
import { failure, text } from "./responses.ts";

/**
 * Reads the body of a route that takes multipart forms, whose errors have shapes of their own: an announced length that
 * is too much is plain text, one found while reading is `tooLarge`, a broken encoding is a broken form.
 */
export async function readFormBody(
  call: Call,
  limitBytes: number,
  tooLarge: HttpResponse,
): Promise<Result<Uint8Array, HttpResponse>> {
  const announced = call.request.contentLength ?? 0;
  if (call.encoding === "identity" && announced > limitBytes) return err(text(413, "length limit exceeded"));
  const body = await call.body(limitBytes);
  if (body.ok) return body;
  if (body.error.status === 413) return err(tooLarge);
  const isForm = call.request.header("content-type")?.startsWith("multipart/") ?? false;
  if (body.error.status !== 400 || !isForm) return body;
  return err(failure(400, "invalid multipart data", ["failed to read stream"]));
}
