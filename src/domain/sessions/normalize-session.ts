import type { SessionAggregates, SessionAttributes, SessionUpdate } from "./session.ts";

export interface SessionTimes {
  readonly receivedAtMs: number;
  /** How far the sender's clock is behind, see `clockDriftMs`. */
  readonly driftMs: number;
  readonly maxPastMs: number;
  readonly maxFutureMs: number;
}

export interface SessionContext extends SessionTimes {
  readonly clientIp: string | undefined;
}

/**
 * Corrects times and attributes.
 * @returns `undefined` when the session is of another time than now, or of no release that can be
 */
export function normalizeSession(session: SessionUpdate, context: SessionContext): SessionUpdate | undefined {
  const attributes = normalizeAttributes(session.attributes, context.clientIp);
  const startedMs = session.startedMs + context.driftMs;
  const timestampMs = Math.max(session.timestampMs + context.driftMs, startedMs);
  const isNow = isInTime(startedMs, context) && isInTime(timestampMs, context);
  return attributes !== undefined && isNow ? { ...session, startedMs, timestampMs, attributes } : undefined;
}

/** The same for aggregates, of which those of another time are left out. */
export function normalizeAggregates(
  session: SessionAggregates,
  context: SessionContext,
): SessionAggregates | undefined {
  const attributes = normalizeAttributes(session.attributes, context.clientIp);
  if (attributes === undefined) return undefined;
  const aggregates = session.aggregates
    .map((entry) => ({ ...entry, startedMs: entry.startedMs + context.driftMs }))
    .filter(({ startedMs }) => isInTime(startedMs, context));
  return aggregates.length === 0 ? undefined : { aggregates, attributes };
}

function isInTime(timeMs: number, { receivedAtMs, maxPastMs, maxFutureMs }: SessionTimes): boolean {
  return timeMs >= receivedAtMs - maxPastMs && timeMs <= receivedAtMs + maxFutureMs;
}

function normalizeAttributes(
  attributes: SessionAttributes,
  clientIp: string | undefined,
): SessionAttributes | undefined {
  if (!isValidRelease(attributes.release)) return undefined;
  const { environment, ipAddress } = attributes;
  return {
    ...attributes,
    environment: environment !== undefined && isValidEnvironment(environment) ? environment : undefined,
    ipAddress: ipAddress === "{{auto}}" ? clientIp : ipAddress,
  };
}

const MAX_RELEASE_BYTES = 200;
const MAX_ENVIRONMENT_CHARACTERS = 64;

/** @see https://docs.sentry.io/cli/releases/#creating-releases */
export function isValidRelease(release: string): boolean {
  const trimmed = release.trim();
  const isReserved = trimmed === "." || trimmed === ".." || trimmed.toLowerCase() === "latest";
  return (
    !isReserved && Buffer.byteLength(trimmed) <= MAX_RELEASE_BYTES && !FORBIDDEN_IN_RELEASE.test(trimmed)
  );
}

export function isValidEnvironment(environment: string): boolean {
  if (environment === "." || environment === ".." || environment.toLowerCase() === "none") return false;
  return [...environment].length <= MAX_ENVIRONMENT_CHARACTERS && !FORBIDDEN_IN_RELEASE.test(environment);
}

const FORBIDDEN_IN_RELEASE = /[/\\]|\p{Cc}/u;
