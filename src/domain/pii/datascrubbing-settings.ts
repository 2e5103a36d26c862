import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { DatascrubbingSettings } from "./datascrubbing.ts";
import { Members, PiiConfigError } from "./internal/members.ts";

/**
 * Reads a project's `datascrubbingSettings`; what is left out is off.
 * @returns what is wrong with them
 */
export function parseDatascrubbingSettings(json: string): Result<DatascrubbingSettings, string> {
  try {
    const settings = Members.of(JSON.parse(json), "struct DataScrubbingConfig");
    return ok({
      scrubsData: settings.boolean("scrubData") ?? false,
      scrubsDefaults: settings.boolean("scrubDefaults") ?? false,
      scrubsIpAddresses: settings.boolean("scrubIpAddresses") ?? false,
      sensitiveFields: Members.strings(settings.value("sensitiveFields") ?? []),
      excludeFields: Members.strings(settings.value("excludeFields") ?? []),
    });
  } catch (error) {
    if (error instanceof PiiConfigError) return err(error.message);
    if (error instanceof SyntaxError) return err(`invalid JSON: ${error.message}`);
    throw error;
  }
}
