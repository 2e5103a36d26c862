import { inflate } from "#compression";
import { hyphenated, parseUuid } from "../../../domain/protocol/uuid.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { HttpResponse } from "../../../kernel/runtime/http.ts";
import { newEventId } from "../../parse/event-id.ts";
import type { FormFields } from "../../parse/form-data.ts";
import {
  dumpContainer,
  formEventId,
  isMinidump,
  isRawMinidump,
  RAW_MINIDUMP_FILENAME,
  unpackedFilename,
} from "../../parse/minidump.ts";
import { msgpackEventId } from "../../parse/msgpack-event-id.ts";
import {
  crashAttachmentType,
  embeddedBoundary,
  type FilePart,
  fieldsItem,
  fileItem,
} from "../../parse/multipart.ts";
import { newEnvelope } from "../../parse/new-envelope.ts";
import { tooLargeDetail } from "../../parse/size-limits.ts";
import type { Call, Endpoint, ReceiveContext } from "../call.ts";
import { readFormBody } from "../form-body.ts";
import { readMultipart } from "../multipart.ts";
import { failure, text } from "../responses.ts";
import { knownSenderOf } from "../sender-meta.ts";
import { unpackBzip2, unpackXz } from "../unpack.ts";

const DUMP_FIELD = "upload_file_minidump";
/** The event in MessagePack, of native SDKs. */
const EVENT_FIELD = "__sentry-event";
const DUMP_TYPE = "application/x-dmp";

/** `POST /api/{project}/minidump/`: native crash reporters, raw or as a form. */
export const postMinidump: Endpoint = async (call, ctx) => {
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  const { limits } = ctx.config;
  const largest = limits.maxUploadSizeBytes + limits.maxAttachmentsSizeBytes;
  const body = await readFormBody(call, largest, failure(413, tooLargeDetail("attachment:minidump")));
  if (!body.ok) return body.error;
  const form = formOf(call, ctx, body.value);
  if (!form.ok) return form.error;
  const { files, fields } = form.value;
  const at = files.findIndex(({ field }) => field === DUMP_FIELD);
  const dumpPart = files[at];
  if (!dumpPart) return failure(400, "missing minidump");
  const dump = await dumpOf(dumpPart, limits.maxAttachmentSizeBytes);
  if (!dump.ok) return dump.error;
  const payload = files.find(({ field }) => field === EVENT_FIELD);
  const payloadId = payload ? msgpackEventId(payload.bytes) : ok(undefined);
  if (!payloadId.ok) return failure(400, "invalid messagepack data", [payloadId.error]);
  const parts = files.with(at, dump.value);
  const items = parts.map((part) => fileItem(part, crashAttachmentType(part.field, part.filename)));
  const formItem = fieldsItem(fields);
  const eventId = parseUuid(payloadId.value ?? "") ?? formEventId(fields) ?? newEventId();
  const envelope = newEnvelope(meta.value, formItem ? [...items, formItem] : items, { eventId });
  const refused = await ctx.admission.admit(envelope, { tellsLimits: false });
  return refused ?? text(200, hyphenated(eventId));
};

interface CrashForm {
  readonly files: readonly FilePart[];
  readonly fields: FormFields;
}

function formOf(call: Call, ctx: ReceiveContext, body: Uint8Array): Result<CrashForm, HttpResponse> {
  const { limits } = ctx.config;
  const contentType = call.request.header("content-type");
  if (isRawMinidump(contentType)) {
    if (body.length > limits.maxAttachmentSizeBytes)
      return err(failure(413, tooLargeDetail("attachment:minidump")));
    const dump: FilePart = { field: DUMP_FIELD, filename: RAW_MINIDUMP_FILENAME, contentType, bytes: body };
    return ok({ files: [dump], fields: [] });
  }
  return readMultipart(body, contentType ?? "", {
    fileBytes: limits.maxAttachmentSizeBytes,
    fieldBytes: limits.maxEventSizeBytes,
    tooLargeFile: (field) => (field === DUMP_FIELD ? "fail" : "skip"),
  });
}

/** The dump itself: taken out of a form inside the form, unpacked, and looked at. */
async function dumpOf(part: FilePart, limitBytes: number): Promise<Result<FilePart, HttpResponse>> {
  let { bytes } = part;
  const boundary = embeddedBoundary(bytes);
  if (boundary !== undefined) {
    const inner = readMultipart(bytes, `multipart/form-data; boundary=${boundary}`, {
      fileBytes: limitBytes,
      fieldBytes: limitBytes,
      tooLargeFile: () => "fail",
    });
    if (!inner.ok) return inner;
    const found = inner.value.files.find(({ field }) => field === DUMP_FIELD);
    if (!found) return err(failure(400, "missing minidump"));
    bytes = found.bytes;
  }
  const unpacked = await unpack(bytes, limitBytes);
  if (!unpacked.ok) return unpacked;
  if (!isMinidump(unpacked.value)) return err(failure(400, "invalid minidump"));
  const isPacked = unpacked.value !== bytes;
  return ok({
    ...part,
    bytes: unpacked.value,
    contentType: DUMP_TYPE,
    filename: isPacked ? unpackedFilename(part.filename) : part.filename,
  });
}

async function unpack(bytes: Uint8Array, limitBytes: number): Promise<Result<Uint8Array, HttpResponse>> {
  const container = dumpContainer(bytes);
  if (container === undefined) return ok(bytes);
  const plain =
    container === "xz"
      ? await unpackXz(bytes, limitBytes)
      : container === "bzip2"
        ? await unpackBzip2(bytes, limitBytes)
        : inflate(container, bytes, limitBytes);
  if (plain.ok) return plain;
  if (plain.error === "too_large") return err(failure(413, tooLargeDetail("attachment:minidump")));
  return err(failure(400, "invalid compression format", [`corrupt ${container} stream`]));
}
