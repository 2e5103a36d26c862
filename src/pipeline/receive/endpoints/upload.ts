import type { ProjectState } from "../../../domain/project/project-state.ts";
import { pathDecoded } from "../../../domain/protocol/query.ts";
import type { RequestMeta } from "../../../domain/protocol/request-meta.ts";
import {
  parseUploadMetadata,
  parseUploadParams,
  type UploadParams,
  unsigned,
  uploadLocation,
  uploadQuery,
} from "../../../domain/protocol/upload.ts";
import { assertNever } from "../../../kernel/base/assert.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { HttpHeaders, HttpResponse } from "../../../kernel/runtime/http.ts";
import { newEnvelope } from "../../parse/new-envelope.ts";
import { boundedStream, SizeMismatch } from "../bounded-stream.ts";
import type { Call, Endpoint, ReceiveContext } from "../call.ts";
import { authFailure, empty, failure, text } from "../responses.ts";
import { knownSenderOf, senderOf } from "../sender-meta.ts";
import type { UploadAnswer, UploadPort } from "../upload-port.ts";

const TUS_VERSION = "1.0.0";
const TUS = ["tus-resumable", TUS_VERSION] as const;
const BODY_TYPE = "application/offset+octet-stream";
const MINIDUMP = "event.minidump";
const MINIDUMP_FEATURE = "projects:relay-minidump-uploads";

/** `POST /api/{project}/upload/`: begins an upload. Texts and order of the checks: http.md 5.10, and the reference. */
export const createUpload: Endpoint = async (call, ctx) => {
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return inTus(meta.error);
  if (!ctx.uploads?.isEnabled()) return inTus(empty(503));
  return inTus(await create(call, ctx, ctx.uploads, meta.value));
};

/** `PATCH /api/{project}/upload/{key}/`: its next part. `key` is the upload's, so it is no authentication. */
export const patchUpload: Endpoint = async (call, ctx) => {
  const { project } = call.params;
  const sender = senderOf({ ...call, params: project === undefined ? {} : { project } }, ctx);
  if (!sender.ok) return inTus(sender.error);
  if (sender.value.dsn === undefined)
    return inTus(authFailure({ status: 401, detail: "missing authorization information", causes: [] }));
  if (!ctx.uploads?.isEnabled()) return inTus(empty(503));
  return inTus(await append(call, ctx, ctx.uploads, sender.value));
};

async function create(
  call: Call,
  ctx: ReceiveContext,
  port: UploadPort,
  meta: RequestMeta,
): Promise<HttpResponse> {
  const header = (name: string) => call.request.header(name);
  const tus = checkTus(call);
  if (tus) return tus;
  const contentType = header("content-type");
  if (contentType !== undefined) return failure(415, `expected Content-Type: none, got: ${contentType}`);
  const length = unsigned(header("upload-length"));
  const isDeferred = header("upload-defer-length") === "1";
  if ((length === undefined) === !isDeferred) {
    const shown = (value: number | undefined) => (value === undefined ? "None" : `Some(${value})`);
    const deferred = unsigned(header("upload-defer-length"));
    return failure(
      400,
      `expected Upload-Length or Upload-Defer-Length=1, got Upload-Length=${shown(length)}, Upload-Defer-Length=${shown(deferred)}`,
    );
  }
  const metadata = header("upload-metadata");
  const about = metadata === undefined ? { attachmentType: undefined } : parseUploadMetadata(metadata);
  if ("error" in about) return failure(400, about.error);
  if ((length ?? 0) > ctx.config.limits.maxUploadSizeBytes) return empty(413);
  const features = about.attachmentType === MINIDUMP ? [MINIDUMP_FEATURE] : [];
  const state = await admitted(ctx, port, meta, features);
  if (!state.ok) return state.error;
  const answer = await port.send({
    method: "POST",
    path: `/api/${meta.dsn.projectId ?? "0"}/upload/`,
    base: upstreamOf(state.value),
    headers: [
      ...(metadata === undefined ? [] : [["upload-metadata", metadata] as const]),
      TUS,
      length === undefined ? ["upload-defer-length", "1"] : ["upload-length", String(length)],
      authOf(meta),
    ],
  });
  const refused = refusalOf(answer, undefined);
  if (refused) return refused;
  const location = locationOf(answer);
  if (location === undefined) return badUpstream("invalid location: None");
  const chunkSize = port.chunkSize();
  return empty(201, [
    ["location", location],
    ["tus-extension", "creation"],
    ...(chunkSize > 0 ? [["upload-chunk-size", String(chunkSize)] as const] : []),
  ]);
}

async function append(
  call: Call,
  ctx: ReceiveContext,
  port: UploadPort,
  meta: RequestMeta,
): Promise<HttpResponse> {
  const params = parseUploadParams(call.request.query);
  if (typeof params === "string") return text(400, `Failed to deserialize query string: ${params}`);
  const part = readPart(call, params);
  if (!part.ok) return part.error;
  const state = await admitted(ctx, port, meta, []);
  if (!state.ok) return state.error;
  const body = await bodyOf(call, ctx, part.value);
  if (!body.ok) return body.error;
  const answer = await port.send({
    method: "PATCH",
    path: `/api/${meta.dsn.projectId ?? "0"}/upload/${pathDecoded(call.params.key ?? "")}/?${uploadQuery(params)}`,
    base: upstreamOf(state.value),
    headers: [
      TUS,
      ["content-type", BODY_TYPE],
      ["upload-offset", String(part.value.offset)],
      ...(part.value.isResumable ? [["x-decoded-content-length", String(part.value.most)] as const] : []),
      authOf(meta),
    ],
    body: body.value.pieces,
  });
  const refused = refusalOf(answer, body.value.mismatch());
  if (refused) return refused;
  const { offset } = answer as Extract<UploadAnswer, { kind: "answer" }>;
  if (unsigned(offset) === undefined) return badUpstream("invalid data for Upload-Offset: None");
  const location = locationOf(answer);
  if (location === undefined) return badUpstream("invalid location: None");
  return empty(204, [
    ["upload-offset", String(offset)],
    ["location", location],
  ]);
}

interface Part {
  readonly offset: number;
  readonly isResumable: boolean;
  /** Bytes that must and may come. */
  readonly least: number;
  readonly most: number;
}

/** What the headers say of a part. One of an upload without an id is the whole. */
function readPart(call: Call, params: UploadParams): Result<Part, HttpResponse> {
  const header = (name: string) => call.request.header(name);
  const tus = checkTus(call);
  if (tus) return err(tus);
  const contentType = header("content-type");
  if (contentType !== BODY_TYPE)
    return err(failure(415, `expected Content-Type: ${BODY_TYPE}, got: ${contentType ?? "(missing)"}`));
  const offset = unsigned(header("upload-offset"));
  if (offset === undefined) return err(failure(400, "expected Upload-Offset >= 0"));
  const { length } = params;
  if (params.id === undefined) {
    const most = length ?? Number.POSITIVE_INFINITY;
    return ok({ offset: 0, isResumable: false, least: length ?? 0, most });
  }
  const decoded = unsigned(header("x-decoded-content-length"));
  if (decoded === undefined) return err(failure(400, "Missing X-Decoded-Content-Length header"));
  const left = (length ?? Number.POSITIVE_INFINITY) - offset;
  if (left < 0) return err(failure(409, `Invalid Upload-Offset ${offset} for Upload-Length ${length}`));
  if (decoded > left)
    return err(failure(400, `Chunk of ${decoded} bytes exceeds the remaining ${left} bytes`));
  return ok({ offset, isResumable: true, least: decoded, most: decoded });
}

/** The body as it is passed on, and what was wrong with its size once it has been. An encoded one is read whole first. */
async function bodyOf(
  call: Call,
  ctx: ReceiveContext,
  { least, most }: Part,
): Promise<
  Result<
    { readonly pieces: AsyncIterable<Uint8Array>; readonly mismatch: () => string | undefined },
    HttpResponse
  >
> {
  const limitBytes = ctx.config.limits.maxUploadSizeBytes;
  let source: AsyncIterable<Uint8Array>;
  if (call.encoding === "identity") source = call.request.stream();
  else {
    const read = await call.body(limitBytes);
    if (!read.ok) return read;
    source = one(read.value);
  }
  let found: string | undefined;
  async function* watched(): AsyncGenerator<Uint8Array> {
    try {
      yield* boundedStream(source, { least, most: Math.min(most, limitBytes) });
    } catch (error) {
      if (error instanceof SizeMismatch) found = error.message;
      throw error;
    }
  }
  return ok({ pieces: watched(), mismatch: () => found });
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Waits for the project, and asks what the door asks. */
async function admitted(
  ctx: ReceiveContext,
  port: UploadPort,
  meta: RequestMeta,
  requiredFeatures: readonly string[],
): Promise<Result<ProjectState, HttpResponse>> {
  const state = await port.project(meta.dsn.publicKey);
  if (state.status === "pending") return err(failure(503, "project not available"));
  const refused = ctx.admission.refusal(newEnvelope(meta, [], { requiredFeatures }), "attachment");
  return refused ? err(refused) : ok(state);
}

function refusalOf(answer: UploadAnswer, mismatch: string | undefined): HttpResponse | undefined {
  if (mismatch !== undefined) return requestFailed(400, "could not send request to upstream", [mismatch]);
  switch (answer.kind) {
    case "busy":
      return empty(503);
    case "timeout":
      return empty(504);
    case "network":
      return requestFailed(502, "could not send request to upstream", []);
    case "answer":
      if (answer.status === 429) return requestFailed(429, "upstream requests rate limited", []);
      if (answer.status < 400) return undefined;
      return requestFailed(answer.status, `upstream request returned error ${answer.status}`, []);
    default:
      return assertNever(answer);
  }
}

function requestFailed(status: number, why: string, causes: readonly string[]): HttpResponse {
  return failure(status, `upload error: request failed: ${why}`, [`request failed: ${why}`, why, ...causes]);
}

function badUpstream(what: string): HttpResponse {
  return failure(500, `upload error: upstream provided ${what}`, [`upstream provided ${what}`]);
}

function locationOf(answer: UploadAnswer): string | undefined {
  return answer.kind === "answer" && answer.location !== undefined
    ? uploadLocation(answer.location)
    : undefined;
}

function checkTus(call: Call): HttpResponse | undefined {
  const version = call.request.header("tus-resumable");
  if (version === TUS_VERSION) return undefined;
  return failure(
    412,
    `expected Tus-Resumable: ${TUS_VERSION}, got: ${version ?? "(missing)"}`,
    [],
    [["tus-version", TUS_VERSION]],
  );
}

function upstreamOf(state: ProjectState): string | undefined {
  return state.status === "enabled" ? state.project.upstream?.replace(/\/$/, "") : undefined;
}

function authOf({ dsn }: RequestMeta): HttpHeaders[number] {
  return ["x-sentry-auth", `Sentry sentry_key=${dsn.publicKey}`];
}

function inTus(response: HttpResponse): HttpResponse {
  return { ...response, headers: [...(response.headers ?? []), TUS] };
}
