import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import { concatBytes } from "../../kernel/base/bytes.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { HttpResponse } from "../../kernel/runtime/http.ts";
import type { FormFields } from "../parse/form-data.ts";
import type { FilePart } from "../parse/multipart.ts";
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
  /** Sizes of files that were left out. */
  readonly skipped: number;
}

/** Parts of one form at most. */
const MOST_PARTS = 1_000;
const FIELD_NAME_BYTES = 1_024;

/** Reads a form that lies in memory. The error is the answer. */
export function readMultipart(
  body: Uint8Array,
  contentType: string,
  limits: MultipartLimits,
): Promise<Result<MultipartForm, HttpResponse>> {
  return new Promise((resolve) => {
    const files: FilePart[] = [];
    const fields: [string, string][] = [];
    let fieldBytes = 0;
    let skipped = 0;
    const finish = (result: Result<MultipartForm, HttpResponse>): void => resolve(result);
    const fail = (cause: string): void => finish(err(failure(400, "invalid multipart data", [cause])));
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({
        headers: { "content-type": contentType } as BusboyHeaders,
        limits: {
          fileSize: limits.fileBytes + 1,
          fieldSize: limits.fieldBytes + 1,
          parts: MOST_PARTS,
          fieldNameSize: FIELD_NAME_BYTES,
        },
        isPartAFile: (_field, _type, filename) => filename !== undefined,
      });
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
      return;
    }
    parser.on("file", (field, stream, filename, _encoding, type) => {
      const chunks: Uint8Array[] = [];
      let size = 0;
      stream.on("data", (chunk: Uint8Array) => {
        size += chunk.length;
        if (size <= limits.fileBytes) chunks.push(chunk);
      });
      stream.on("end", () => {
        if (size <= limits.fileBytes)
          files.push({ field, filename, contentType: type || undefined, bytes: concatBytes(chunks) });
        else if (limits.tooLargeFile(field) === "skip") skipped++;
        else fail(`field '${field}' exceeded the size limit: ${limits.fileBytes} bytes`);
      });
      stream.on("error", (error: Error) => fail(error.message));
    });
    parser.on("field", (name, value) => {
      fieldBytes += name.length + value.length;
      fields.push([name, value]);
    });
    parser.on("error", (error: unknown) => fail(error instanceof Error ? error.message : String(error)));
    parser.on("finish", () => {
      if (fieldBytes > limits.fieldBytes) finish(err(failure(413, tooLargeDetail("form_data"))));
      else finish(ok({ files, fields, skipped }));
    });
    parser.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  });
}
