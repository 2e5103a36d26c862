import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import type { HttpResponse } from "../../../kernel/runtime/http.ts";

const PROTOBUF = "application/x-protobuf";

/** What an OpenTelemetry exporter gets for data that was taken: an empty answer in its own format. */
export function otlpSuccess(contentType: string | undefined): HttpResponse {
  if (isProtobuf(contentType))
    return { status: 200, headers: [["content-type", PROTOBUF]], body: new Uint8Array(0) };
  return { status: 200, headers: [["content-type", "application/json"]], body: "{}" };
}

/** HTTP status → code of google.rpc.Status. */
const CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  413: 8,
  415: 3,
  429: 8,
  501: 12,
  502: 14,
  503: 14,
  504: 4,
};
const INTERNAL = 13;
const UNKNOWN = 2;

/** Turns an error answer into `google.rpc.Status`, in the request's format. Other headers stay. */
export function inStatusForm(response: HttpResponse, contentType: string | undefined): HttpResponse {
  const { status } = response;
  if (status < 400) return response;
  const code = CODES[status] ?? (status >= 500 ? INTERNAL : UNKNOWN);
  const message = messageOf(response, contentType);
  const kept = (response.headers ?? []).filter(([name]) => name !== "content-type");
  if (isProtobuf(contentType)) {
    return { status, headers: [["content-type", PROTOBUF], ...kept], body: statusProtobuf(code, message) };
  }
  return {
    status,
    headers: [["content-type", "application/json"], ...kept],
    body: JSON.stringify({ code, message }),
  };
}

function messageOf({ status, body }: HttpResponse, contentType: string | undefined): string {
  if (status === 415) return `unsupported content type: ${contentType ?? ""}`;
  if (typeof body !== "string") return "";
  try {
    return (JSON.parse(body) as { detail?: string }).detail ?? body;
  } catch {
    return `unable to read body: ${body}`; // errors of the body alone are plain text
  }
}

function isProtobuf(contentType: string | undefined): boolean {
  return contentType !== undefined && contentType.split(";", 1)[0]?.trim().toLowerCase() === PROTOBUF;
}

/** `message Status { int32 code = 1; string message = 2; }`: codes and lengths as varints. */
function statusProtobuf(code: number, message: string): Uint8Array {
  const text = utf8Bytes(message);
  return Uint8Array.from([0x08, code, 0x12, ...varint(text.length), ...text]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  while (left > 0x7f) {
    bytes.push((left & 0x7f) | 0x80);
    left >>>= 7;
  }
  bytes.push(left);
  return bytes;
}
