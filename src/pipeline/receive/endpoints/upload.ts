import type { HttpResponse } from "../../../kernel/runtime/http.ts";
import type { Endpoint } from "../call.ts";
import { authFailure, empty } from "../responses.ts";
import { knownSenderOf, senderOf } from "../sender-meta.ts";

const TUS = ["tus-resumable", "1.0.0"] as const;

/** `POST /api/{project}/upload/`: begins a resumable upload. Off unless the global config turns it on. */
export const createUpload: Endpoint = (call, ctx) => {
  const meta = knownSenderOf(call, ctx);
  return inTus(meta.ok ? empty(503) : meta.error);
};

/** `PATCH /api/{project}/upload/{key}/`: its next part. `key` is the upload's, so it is no authentication. */
export const patchUpload: Endpoint = (call, ctx) => {
  const sender = senderOf(
    { ...call, params: { ...(call.params.project ? { project: call.params.project } : {}) } },
    ctx,
  );
  if (!sender.ok) return inTus(sender.error);
  if (sender.value.dsn === undefined) {
    return inTus(authFailure({ status: 401, detail: "missing authorization information", causes: [] }));
  }
  return inTus(empty(503));
};

function inTus(response: HttpResponse): HttpResponse {
  return { ...response, headers: [...(response.headers ?? []), TUS] };
}
