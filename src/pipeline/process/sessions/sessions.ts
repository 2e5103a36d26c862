import { SESSION_VIEW } from "../../../domain/filters/session-view.ts";
import { clockDriftMs } from "../../../domain/metrics/clock-drift.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { normalizeAggregates, normalizeSession } from "../../../domain/sessions/normalize-session.ts";
import { parseSession, parseSessionAggregates } from "../../../domain/sessions/session.ts";
import {
  aggregateMetrics,
  extractsSessions,
  sessionMetrics,
} from "../../../domain/sessions/session-metrics.ts";
import { utf8Text } from "../../../kernel/base/bytes.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { filter } from "../shared/filters.ts";
import type { Session } from "./session.ts";

/**
 * Sessions become metrics of their project. Nobody is ever told of one that was dropped: sessions have no outcomes.
 * @see https://develop.sentry.dev/sdk/telemetry/sessions/
 */
export const sessions: Family = {
  name: "sessions",
  take: takeAll(({ type }) => type === "session" || type === "sessions"),
  async process(items, ctx, ports) {
    if (!extractsSessions(ctx.project.config.sessionMetricsVersion)) return items;
    const parsed = items.map((item) => parse(item, ctx));
    parsed.retain((session) => checkFilters(session, ctx));
    const normalized = parsed.map((session) => normalize(session, ctx));
    await ports.quotas.enforceSilently(normalized, "session");
    for (const session of normalized.forward()) ports.measure(extract(session, ctx));
    return items;
  },
};

function parse(item: Item, { receivedAtMs }: StepContext): Session | Rejection {
  const json = utf8Text(item.payload);
  if (item.type === "sessions") {
    const aggregates = parseSessionAggregates(json);
    return aggregates === undefined ? UNREADABLE : { kind: "aggregates", value: aggregates };
  }
  const update = parseSession(json, { receivedAtMs, makeId: () => crypto.randomUUID() });
  return update === undefined ? UNREADABLE : { kind: "update", value: update };
}

function checkFilters(session: Session, ctx: StepContext): Rejection | undefined {
  const filtered = filter(session.value.attributes, SESSION_VIEW, ctx);
  return filtered && silently(filtered);
}

function normalize(session: Session, ctx: StepContext): Session | Rejection {
  const { receivedAtMs, sentAtMs, options } = ctx;
  const times = {
    receivedAtMs,
    driftMs: clockDriftMs(sentAtMs, receivedAtMs),
    maxPastMs: options.maxSessionAgeMs,
    maxFutureMs: options.maxFutureMs,
    clientIp: ctx.headers.meta.remoteAddr,
  };
  if (session.kind === "update") {
    const update = normalizeSession(session.value, times);
    return update === undefined ? OF_ANOTHER_TIME : { kind: "update", value: update };
  }
  const aggregates = normalizeAggregates(session.value, times);
  return aggregates === undefined ? OF_ANOTHER_TIME : { kind: "aggregates", value: aggregates };
}

function extract(session: Session, { project, headers, receivedAtMs }: StepContext) {
  const context = {
    version: project.config.sessionMetricsVersion,
    client: headers.meta.client,
    receivedAtMs,
  };
  return session.kind === "update"
    ? sessionMetrics(session.value, context)
    : aggregateMetrics(session.value, context);
}

const UNREADABLE = silently(invalid("invalid_json"));
/** Or of a release that cannot be: the reference tells these apart as little as we do. */
const OF_ANOTHER_TIME = silently(invalid("timestamp"));
