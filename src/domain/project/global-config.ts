import { err, ok, type Result } from "../../kernel/base/result.ts";
import { isValidQuota, parseQuotas, type Quota, quotaJson } from "../quota/quota.ts";
import { FieldError, Fields } from "./internal/fields.ts";

/** Options that hold for every project, by their names on the wire, at their defaults. */
const DEFAULT_OPTIONS = {
  "relay.endpoint-fetch-config.enabled": false,
  "relay.attachment-inline.limit": 0,
  "relay.upload-chunk.size": 0,
  "relay.objectstore-attachments.sample-rate": 0,
  "relay.sessions-eap.rollout-rate": 0,
} as const;

type OptionName = keyof typeof DEFAULT_OPTIONS;
type OptionValue<N extends OptionName> = (typeof DEFAULT_OPTIONS)[N] extends boolean ? boolean : number;

/** What holds for every project. Plain data; parts that others read are JSON texts, as in a project's config. */
export interface GlobalConfig {
  readonly quotas: readonly Quota[];
  readonly measurements: string | undefined;
  readonly filters: string | undefined;
  readonly aiModelMetadata: string | undefined;
  readonly spanOpDefaults: string | undefined;
  /** All of them, also those that only relays below know; values are JSON texts. */
  readonly options: Readonly<Record<string, string>>;
}

/** Served until the upstream has given one. */
export const DEFAULT_GLOBAL_CONFIG: GlobalConfig = {
  quotas: [],
  measurements: undefined,
  filters: undefined,
  aiModelMetadata: undefined,
  spanOpDefaults: undefined,
  options: {},
};

/** @returns what is wrong with it: the known one stays in use then */
export function parseGlobalConfig(json: string): Result<GlobalConfig, string> {
  try {
    const fields = Fields.parse(json, "the global config");
    const options = fields.object("options") ?? new Fields(new Map());
    return ok({
      quotas: parseQuotas(fields.list("quotas")).filter(isValidQuota),
      measurements: fields.json("measurements"),
      filters: fields.json("filters"),
      aiModelMetadata: fields.json("aiModelMetadata"),
      spanOpDefaults: fields.json("spanOpDefaults"),
      options: Object.fromEntries(options.names().map((name) => [name, options.json(name) ?? "null"])),
    });
  } catch (error) {
    if (error instanceof FieldError) return err(error.message);
    throw error;
  }
}

/** As it is served to relays below; what is missing is left out. */
export function globalConfigJson(config: GlobalConfig): string {
  const options = Object.entries(config.options).map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  const members: readonly (readonly [string, string | undefined])[] = [
    ["measurements", config.measurements],
    ["quotas", config.quotas.length === 0 ? undefined : `[${config.quotas.map(quotaJson).join(",")}]`],
    ["filters", config.filters],
    ["options", options.length === 0 ? undefined : `{${options.join(",")}}`],
    ["aiModelMetadata", config.aiModelMetadata],
    ["spanOpDefaults", config.spanOpDefaults],
  ];
  const written = members.filter(([, json]) => json !== undefined);
  return `{${written.map(([name, json]) => `"${name}":${json}`).join(",")}}`;
}

/** An option's value; its default when it is not set, or set to something of another type. */
export function globalOption<N extends OptionName>(config: GlobalConfig, name: N): OptionValue<N> {
  const fallback = DEFAULT_OPTIONS[name];
  const json = config.options[name];
  const value: unknown = json === undefined ? undefined : JSON.parse(json);
  return (typeof value === typeof fallback ? value : fallback) as OptionValue<N>;
}
