import { utf8Text } from "../../kernel/base/bytes.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { HttpResponse } from "../../kernel/runtime/http.ts";
import type { FormFields } from "../parse/form-data.ts";
import type { FilePart } from "../parse/multipart.ts";
import { boundaryOf, parseMultipart } from "../parse/multipart-body.ts";
import { tooLargeDetail } from "../parse/size-limits.ts";
import { failure } from "./responses.ts";

export interface MultipartLimits {
  /** One file. */
  readonly fileBytes: number;
  /** All text fields together. */
  readonly fieldBytes: number;
  /** What happens to a file that is too large: the request fails, or the file is left out. */
  readonly tooLargeFile: (field: string) => "fail" | "skip";
}

export interface MultipartForm {
  readonly files: readonly FilePart[];
  readonly fields: FormFields;
}

/** Reads a form that lies in memory; parts that are neither file nor field are passed over. The error is the answer. */
export function readMultipart(
  body: Uint8Array,
  contentType: string,
  limits: MultipartLimits,
): Result<MultipartForm, HttpResponse> {
  const boundary = boundaryOf(contentType);
  const parts = boundary.ok ? parseMultipart(body, boundary.value) : boundary;
  if (!parts.ok) return err(invalidMultipart(parts.error));
  const files: FilePart[] = [];
  const fields: [string, string][] = [];
  let fieldBytes = 0;
  for (const { name, filename, contentType: type, bytes } of parts.value) {
    if (filename === undefined) {
      if (name === undefined) continue;
      fieldBytes += name.length + bytes.length;
      fields.push([name, utf8Text(bytes)]);
    } else if (bytes.length <= limits.fileBytes) {
      files.push({ field: name ?? "", filename, contentType: type, bytes });
    } else if (limits.tooLargeFile(name ?? "") === "fail") {
      return err(
        invalidMultipart(`field '${name ?? ""}' exceeded the size limit: ${limits.fileBytes} bytes`),
      );
    }
  }
  if (fieldBytes > limits.fieldBytes) return err(failure(413, tooLargeDetail("form_data")));
  return ok({ files, fields });
}

function invalidMultipart(cause: string): HttpResponse {
  return failure(400, "invalid multipart data", [cause]);
}
