import type { EventDocument } from "../../../domain/event/document.ts";
import { prepareEvent } from "../../../domain/event/event-processing.ts";
import type { NormalizeSettings } from "../../../domain/event/normalize/settings.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { clientIp, type RequestMeta } from "../../../domain/protocol/request-meta.ts";
import type { TraceContext } from "../../../domain/protocol/trace-context.ts";
import type { StepContext } from "../context.ts";
import { normalizeRulesOf } from "../project-rules.ts";
import { rootProject } from "./sampling.ts";

/**
 * Brings an event into the form that is sent on; refuses one that is none.
 * @param trace what is known of the head of its trace, where that is not what the envelope says
 */
export function normalize(
  event: EventDocument,
  ctx: StepContext,
  trace?: TraceContext,
): Rejection | undefined {
  const { headers, receivedAtMs, sentAtMs, options } = ctx;
  const finalize = { eventId: headers.eventId, sentAtMs, receivedAtMs, relay: options.relay };
  const problem = prepareEvent(event, finalize, settingsOf(ctx, trace));
  return problem === undefined ? undefined : { ...invalid("invalid_transaction"), rule: problem };
}

function settingsOf(ctx: StepContext, ownTrace: TraceContext | undefined): NormalizeSettings {
  const { headers, project, global, scoping, options } = ctx;
  const rules = normalizeRulesOf(project, global);
  const { meta } = headers;
  const trace = ownTrace ?? headers.trace ?? undefined;
  return {
    ...rules,
    receivedAtMs: ctx.receivedAtMs,
    maxFutureSecs: options.maxFutureMs / 1000,
    metricsRange: options.metricsRange,
    projectId: Number(scoping.projectId),
    keyId: project.publicKeys[0]?.numericId?.toString(),
    protocolVersion: String(meta.version),
    client: meta.client,
    clientIp: rules.hidesAddresses ? undefined : clientIp(meta),
    connectionIp: clientIp(meta),
    clientHeaders: clientHeadersOf(meta),
    clientSampleRate: headers.trace?.sampleRate,
    traceHead: trace && {
      traceId: trace.traceId,
      projectId: rootProject(ctx)?.projectId ?? scoping.projectId,
      transaction: trace.transaction,
      replayId: trace.replayId,
    },
    geoOf: options.geoOf,
    nameOfModel: () => undefined,
    isFull: options.isFullyNormalized,
    readsUserAgent: true,
    enrichesSpans: true,
  };
}

function clientHeadersOf({ userAgent, clientHints }: RequestMeta): NormalizeSettings["clientHeaders"] {
  return [
    ["User-Agent", userAgent],
    ["SEC-CH-UA-Platform", clientHints?.sec_ch_ua_platform],
    ["SEC-CH-UA-Platform-Version", clientHints?.sec_ch_ua_platform_version],
    ["SEC-CH-UA", clientHints?.sec_ch_ua],
    ["SEC-CH-UA-Model", clientHints?.sec_ch_ua_model],
  ];
}
