import { LeastRecent } from "../../kernel/base/least-recent.ts";
import type { Result } from "../../kernel/base/result.ts";
import { parsePublicKey, type RelayPublicKey } from "../auth/relay-key.ts";
import { parseFilterSettings } from "../filters/filter-settings.ts";
import { parseDatascrubbingSettings } from "../pii/datascrubbing-settings.ts";
import { parsePiiConfig } from "../pii/pii-config.ts";
import { isValidQuota, parseQuotas, type Quota } from "../quota/quota.ts";
import { projectFeatures } from "./features.ts";
import { FieldError, type Fields } from "./internal/fields.ts";
import type { SharedTexts } from "./shared-texts.ts";

/**
 * Parts of a config that are passed on as they came, and read by those who use them: JSON texts, so that they are
 * compact, keep their numbers, travel between actors, and can be compiled once per distinct text.
 */
const SECTIONS = {
  piiConfig: "object",
  groupingConfig: "any",
  filterSettings: "object",
  datascrubbingSettings: "object",
  retentions: "object",
  trimming: "object",
  sampling: "any",
  measurements: "object",
  breakdownsV2: "object",
  performanceScore: "object",
  txNameRules: "list",
  spanDescriptionRules: "list",
} as const;

export type SectionName = keyof typeof SECTIONS;

/** What a project wants done with its data. Plain data. */
export interface ProjectConfig {
  /** Origins that browsers may send from; none at all when empty. */
  readonly allowedDomains: readonly string[];
  /** Public keys of relays whose signatures count, and who may see this config. */
  readonly trustedRelays: readonly string[];
  /** Data must come signed by one of `trustedRelays`. */
  readonly requiresSignature: boolean;
  readonly features: readonly string[];
  /** Those that can be enforced. */
  readonly quotas: readonly Quota[];
  readonly eventRetentionDays: number | undefined;
  readonly downsampledEventRetentionDays: number | undefined;
  /** 0: sessions are passed on as they are. */
  readonly sessionMetricsVersion: number;
  readonly isTransactionNameReady: boolean;
  readonly sections: Readonly<Partial<Record<SectionName, string>>>;
}

const U16_END = 2 ** 16;
const NO_FIELDS: ProjectConfig = {
  allowedDomains: ["*"],
  trustedRelays: [],
  requiresSignature: false,
  features: projectFeatures([]),
  quotas: [],
  eventRetentionDays: undefined,
  downsampledEventRetentionDays: undefined,
  sessionMetricsVersion: 0,
  isTransactionNameReady: false,
  sections: {},
};

/** The config of a project that says nothing: everything is let in. */
export const PERMISSIVE_CONFIG = NO_FIELDS;

/** @throws FieldError when a field is of the wrong type; single quotas that cannot be read are left out. */
export function readProjectConfig(fields: Fields, shared: SharedTexts): ProjectConfig {
  return {
    allowedDomains: fields.strings("allowedDomains") ?? NO_FIELDS.allowedDomains,
    trustedRelays: (fields.strings("trustedRelays") ?? []).map((text) => readRelayKey(text).text),
    requiresSignature: readVerifySignature(fields.object("trustedRelaySettings")),
    features: projectFeatures(fields.strings("features") ?? []),
    quotas: parseQuotas(fields.list("quotas")).filter(isValidQuota),
    eventRetentionDays: fields.unsigned("eventRetention", U16_END),
    downsampledEventRetentionDays: fields.unsigned("downsampledEventRetention", U16_END),
    sessionMetricsVersion: fields.object("sessionMetrics")?.unsigned("version", U16_END) ?? 0,
    isTransactionNameReady: fields.boolean("txNameReady") ?? false,
    sections: readSections(fields, shared),
  };
}

function readRelayKey(text: string): RelayPublicKey {
  const key = parsePublicKey(text);
  if (key === undefined) throw new FieldError("trustedRelays holds something that is no public key");
  return key;
}

function readVerifySignature(settings: Fields | undefined): boolean {
  const word = settings?.string("verifySignature") ?? "disabled";
  if (word === "enabled" || word === "disabled") return word === "enabled";
  throw new FieldError("verifySignature is neither enabled nor disabled");
}

function readSections(fields: Fields, shared: SharedTexts): ProjectConfig["sections"] {
  const sections: Partial<Record<SectionName, string>> = {};
  for (const name of Object.keys(SECTIONS) as SectionName[]) {
    const json =
      fields.json(name, shared) ?? (name === "sampling" ? fields.json("dynamicSampling", shared) : undefined);
    if (json === undefined) continue;
    const type = json.startsWith("{") ? "object" : json.startsWith("[") ? "list" : "other";
    const expected = SECTIONS[name];
    if (expected !== "any" && expected !== type) throw new FieldError(`${name} is no ${expected}`);
    if (name === "filterSettings") check(name, json, parseFilterSettings);
    if (name === "piiConfig") check(name, json, parsePiiConfig);
    if (name === "datascrubbingSettings") check(name, json, parseDatascrubbingSettings);
    sections[name] = json;
  }
  return sections;
}

/** Most projects have the settings of many others: those that were seen lately are not read again. */
const readable = new LeastRecent<string, true>(200);

/** Settings that cannot be read would let everything through. */
function check(name: SectionName, json: string, parse: (json: string) => Result<unknown, string>): void {
  const key = `${name}${json}`;
  if (readable.get(key)) return;
  const settings = parse(json);
  if (!settings.ok) throw new FieldError(`${name}: ${settings.error}`);
  readable.set(key, true);
}
