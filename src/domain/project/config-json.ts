import { quotaJson } from "../quota/quota.ts";
import type { ProjectConfig, SectionName } from "./project-config.ts";
import type { ProjectInfo } from "./project-state.ts";

/** `limited` is what a relay outside of our own installation may see of a project. */
export type ConfigView = "full" | "limited";

/** One project state as it is served to a relay below. `upstream`: where that relay shall send, if it is told. */
export function projectStateJson(
  project: ProjectInfo,
  view: ConfigView,
  advertisedUpstream: string | undefined,
): string {
  const keys = project.publicKeys.map(({ publicKey, numericId }) =>
    numericId === undefined ? { publicKey } : { publicKey, numericId },
  );
  return object([
    ["disabled", "false"],
    ["projectId", project.projectId ?? "null"],
    ["lastChange", text(project.lastChange)],
    ["rev", text(project.revision)],
    ["publicKeys", JSON.stringify(keys)],
    ["slug", text(project.slug)],
    ["config", projectConfigJson(project.config, view)],
    ["organizationId", project.organizationId?.toString() ?? "null"],
    ["upstream", advertisedUpstream === undefined ? undefined : JSON.stringify(advertisedUpstream)],
  ]);
}

/** What is at its default is left out, and so is what this version does not know. */
function projectConfigJson(config: ProjectConfig, view: ConfigView): string {
  const section = (name: SectionName): Member => [name, config.sections[name]];
  const full = (member: Member): Member => (view === "full" ? member : [member[0], undefined]);
  return object([
    ["allowedDomains", JSON.stringify(config.allowedDomains)],
    ["trustedRelays", JSON.stringify(config.trustedRelays)],
    full(["trustedRelaySettings", config.requiresSignature ? '{"verifySignature":"enabled"}' : undefined]),
    ["piiConfig", config.sections.piiConfig ?? "null"],
    full(section("groupingConfig")),
    section("filterSettings"),
    section("datascrubbingSettings"),
    full(["eventRetention", config.eventRetentionDays?.toString()]),
    full(["downsampledEventRetention", config.downsampledEventRetentionDays?.toString()]),
    full(section("retentions")),
    section("trimming"),
    full(["quotas", config.quotas.length === 0 ? undefined : `[${config.quotas.map(quotaJson).join(",")}]`]),
    full(section("sampling")),
    section("measurements"),
    section("breakdownsV2"),
    section("performanceScore"),
    ["sessionMetrics", sessionMetrics(config.sessionMetricsVersion)],
    ["features", JSON.stringify(config.features)],
    section("txNameRules"),
    ["txNameReady", config.isTransactionNameReady ? "true" : undefined],
    section("spanDescriptionRules"),
  ]);
}

/** A name and its value's JSON; without a value it is left out. */
type Member = readonly [string, string | undefined];

function object(members: readonly Member[]): string {
  const written = members.filter(([, json]) => json !== undefined).map(([name, json]) => `"${name}":${json}`);
  return `{${written.join(",")}}`;
}

function text(value: string | undefined): string {
  return value === undefined ? "null" : JSON.stringify(value);
}

function sessionMetrics(version: number): string | undefined {
  return version === 0 ? undefined : `{"version":${version}}`;
}
