import type { ProjectConfig } from "../../../domain/project/project-config.ts";
import { parseRfc3339 } from "../../../domain/protocol/rfc3339.ts";
import { numberOf } from "../../../kernel/base/json/value.ts";
import type { StepContext } from "../context.ts";

const DAY_MS = 86_400_000;
const DEFAULT_RETENTION_DAYS = 90;
const ZONELESS = /\d[Tt][\d:.]+$/;

/** A time as payloads have it, in milliseconds: seconds, or RFC 3339, in UTC when it has no zone. */
export function momentMs(value: unknown): number | undefined {
  const seconds = numberOf(value);
  if (seconds !== undefined) return seconds * 1_000;
  if (typeof value !== "string") return undefined;
  const instant = parseRfc3339(ZONELESS.test(value) ? `${value}Z` : value);
  return instant && instant.seconds * 1_000 + instant.nanos / 1e6;
}

/** What has a retention of its own. */
type Product = "log" | "span" | "traceMetric" | "replay";

/** Whether something happened so long ago that it would be deleted at once. */
export function isTooOld(atMs: number, product: Product, { project, receivedAtMs }: StepContext): boolean {
  return atMs < receivedAtMs - retentionDays(project.config, product) * DAY_MS;
}

function retentionDays({ sections, eventRetentionDays }: ProjectConfig, product: Product): number {
  if (sections.retentions !== undefined) {
    const retentions = JSON.parse(sections.retentions) as Record<string, { standard?: unknown } | undefined>;
    const days = retentions[product]?.standard;
    if (typeof days === "number") return days;
  }
  return eventRetentionDays ?? DEFAULT_RETENTION_DAYS;
}
