import { parseUuid } from "../../../domain/protocol/uuid.ts";
import { fieldsItem, fileItem } from "../../parse/multipart.ts";
import { newEnvelope } from "../../parse/new-envelope.ts";
import type { Endpoint } from "../call.ts";
import { readFormBody } from "../form-body.ts";
import { readMultipart } from "../multipart.ts";
import { empty, failure, text } from "../responses.ts";
import { knownSenderOf } from "../sender-meta.ts";

/** `POST /api/{project}/events/{eventId}/attachments/`: files for an event that was sent before. */
export const postAttachments: Endpoint = async (call, ctx) => {
  const { limits } = ctx.config;
  const eventId = parseUuid(call.params.eventId ?? "");
  if (eventId === undefined) return text(400, "Invalid URL: UUID parsing failed");
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  const tooLarge = failure(413, "request content exceeded size limits");
  const body = await readFormBody(call, limits.maxAttachmentsSizeBytes, tooLarge);
  if (!body.ok) return body.error;
  const form = readMultipart(body.value, call.request.header("content-type") ?? "", {
    fileBytes: limits.maxAttachmentSizeBytes,
    fieldBytes: limits.maxEventSizeBytes,
    tooLargeFile: () => "fail",
  });
  if (!form.ok) return form.error;
  const items = form.value.files.map((file) => fileItem(file, "event.attachment"));
  const fields = fieldsItem(form.value.fields);
  const envelope = newEnvelope(meta.value, fields ? [...items, fields] : items, { eventId });
  return (await ctx.admission.admit(envelope)) ?? empty(201);
};
