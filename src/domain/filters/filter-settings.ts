import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type GenericFilters, parseGenericFilters } from "./generic-filters.ts";

/** What a project has set for the filters that every project has, and its own filters. */
export interface FilterSettings {
  readonly browserExtensions: boolean;
  readonly webCrawlers: boolean;
  readonly localhost: boolean;
  readonly clientIps: readonly string[];
  readonly disallowedSources: readonly string[];
  readonly errorMessages: readonly string[];
  /** Options of the legacy browser filter; empty when it is off. */
  readonly legacyBrowsers: readonly string[];
  readonly releases: readonly string[];
  readonly ignoredTransactions: readonly string[];
  readonly generic: GenericFilters | undefined;
}

/** Thrown inside this file only. */
class SettingsError extends Error {}

type Json = unknown;
type Members = Readonly<Record<string, Json>>;

/**
 * Reads the `filterSettings` section of a project's config.
 * @returns what is wrong with it: the project's state then counts as not received
 */
export function parseFilterSettings(json: string): Result<FilterSettings, string> {
  try {
    return ok(readSettings(JSON.parse(json) as Members));
  } catch (error) {
    if (error instanceof SettingsError || error instanceof SyntaxError) return err(error.message);
    throw error;
  }
}

function readSettings(settings: Members): FilterSettings {
  const { legacyBrowsers, ignoreTransactions } = settings;
  return {
    browserExtensions: isEnabled(settings, "browserExtensions"),
    webCrawlers: isEnabled(settings, "webCrawlers"),
    localhost: isEnabled(settings, "localhost"),
    clientIps: textsOf(settings, "clientIps", "blacklistedIps"),
    disallowedSources: textsOf(settings, "csp", "disallowedSources"),
    errorMessages: textsOf(settings, "errorMessages", "patterns"),
    legacyBrowsers:
      legacyBrowsers !== undefined && isEnabled(settings, "legacyBrowsers")
        ? textsOf(settings, "legacyBrowsers", "options", [])
        : [],
    releases: textsOf(settings, "releases", "releases"),
    ignoredTransactions:
      ignoreTransactions !== undefined && isEnabled(settings, "ignoreTransactions", false)
        ? textsOf(settings, "ignoreTransactions", "patterns")
        : [],
    generic: readGeneric(settings.generic),
  };
}

function isEnabled(settings: Members, name: string, fallback?: boolean): boolean {
  const filter = settings[name];
  if (filter === undefined) return false;
  const { isEnabled: enabled = fallback } = membersOf(filter, name);
  if (typeof enabled === "boolean") return enabled;
  throw new SettingsError(`isEnabled of ${name} is neither true nor false`);
}

function textsOf(
  settings: Members,
  name: string,
  key: string,
  fallback?: readonly string[],
): readonly string[] {
  const filter = settings[name];
  if (filter === undefined) return [];
  const texts = membersOf(filter, name)[key] ?? fallback;
  if (Array.isArray(texts) && texts.every((text) => typeof text === "string")) return texts;
  throw new SettingsError(`${key} of ${name} is no list of strings`);
}

function membersOf(json: Json, name: string): Members {
  if (typeof json === "object" && json !== null) return json as Members;
  throw new SettingsError(`${name} is no object`);
}

function readGeneric(json: Json): GenericFilters | undefined {
  if (json === undefined) return undefined;
  const parsed = parseGenericFilters(json);
  if (parsed.ok) return parsed.value;
  throw new SettingsError(parsed.error);
}
