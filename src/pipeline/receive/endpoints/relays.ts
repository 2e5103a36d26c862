import { parseRelayLookup, relayLookupAnswerJson } from "../../../domain/auth/relay-lookup.ts";
import { parseBatchedBuckets } from "../../../domain/metrics/bucket-json.ts";
import { parseProjectsRequest } from "../../../domain/project/project-request.ts";
import { projectsResponseJson } from "../../../domain/project/project-response.ts";
import { queryPairs } from "../../../domain/protocol/query.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import type { HttpResponse } from "../../../kernel/runtime/http.ts";
import { overloaded } from "../body.ts";
import type { Endpoint } from "../call.ts";
import { empty, failure, JSON_HEADERS, text } from "../responses.ts";
import { invalidJson, MOST_QUERY_BYTES, readSignedCall } from "../signed-call.ts";

/** Of the project config protocol, as we speak it. */
const VERSION = 3;
const TOO_OLD = "This API version is no longer supported, upgrade your Relay or Client";

/** `POST /api/0/relays/projectconfigs/`: a relay below us asks for its projects. */
export const postProjectConfigs: Endpoint = async (call, ctx) => {
  const version = versionOf(call.request.query);
  if (!version.ok) return version.error;
  if (version.value < VERSION) return failure(400, TOO_OLD);
  // What comes after us, only the upstream can answer.
  if (version.value > VERSION) return ctx.forward(call.request, call.path);
  const signed = await readSignedCall(call, ctx, MOST_QUERY_BYTES);
  if (!signed.ok) return signed.error;
  const request = parseProjectsRequest(signed.value.json);
  if (!request.ok) return invalidJson(request.error);
  return json(
    200,
    projectsResponseJson(request.value, (publicKey) => ctx.desk.projectOf(publicKey), {
      relay: signed.value.relay,
      advertisedUpstream: ctx.config.relay.advertisedUpstream ?? undefined,
      global: ctx.desk.global(),
    }),
  );
};

/** `POST /api/0/relays/publickeys/`: a relay below us asks who other relays are. Any relay may. */
export const postPublicKeys: Endpoint = async (call, ctx) => {
  const signed = await readSignedCall(call, ctx, MOST_QUERY_BYTES);
  if (!signed.ok) return signed.error;
  const ids = parseRelayLookup(signed.value.json);
  if (!ids.ok) return invalidJson(ids.error);
  const relays = await ctx.desk.find(ids.value);
  return json(
    200,
    relayLookupAnswerJson(new Map(ids.value.map((id, index) => [id, relays[index] ?? undefined]))),
  );
};

/**
 * `POST /api/0/relays/metrics/`: an internal relay hands over metric buckets. What its body holds is looked at after the
 * answer, as in the reference: a broken one is accepted and has no effect.
 */
export const postMetrics: Endpoint = async (call, ctx) => {
  const signed = await readSignedCall(call, ctx, ctx.config.limits.maxApiPayloadSizeBytes);
  if (!signed.ok) return signed.error;
  if (!signed.value.relay.isInternal) return empty(403);
  const byKey = parseBatchedBuckets(signed.value.json);
  if (byKey !== undefined && !(await ctx.desk.takeMetrics(byKey, call.receivedAtMs))) return overloaded();
  return json(202, "{}");
};

/** The reference's texts; its version is an unsigned number of 16 bits. */
function versionOf(query: string): Result<number, HttpResponse> {
  const [value, ...more] = queryPairs(query).flatMap(([name, text]) => (name === "version" ? [text] : []));
  if (value === undefined) return ok(0);
  if (more.length > 0) return err(text(400, "Failed to deserialize query string: duplicate field `version`"));
  const wrong = (why: string) => err(text(400, `Failed to deserialize query string: version: ${why}`));
  if (value === "") return wrong("cannot parse integer from empty string");
  if (!/^\+?\d+$/.test(value)) return wrong("invalid digit found in string");
  const version = Number(value);
  return version < 2 ** 16 ? ok(version) : wrong("number too large to fit in target type");
}

function json(status: number, body: string): HttpResponse {
  return { status, headers: JSON_HEADERS, body };
}
