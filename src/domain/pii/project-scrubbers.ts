import { LeastRecent } from "../../kernel/base/least-recent.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { convertDatascrubbing } from "./datascrubbing.ts";
import { parseDatascrubbingSettings } from "./datascrubbing-settings.ts";
import { type PiiConfig, parsePiiConfig } from "./pii-config.ts";
import { Scrubber } from "./scrubber.ts";

/** What a project wants to have scrubbed, made ready. */
export interface ProjectScrubbers {
  /** By its own rules; carried out first. */
  readonly own: Scrubber | undefined;
  /** By its switches. */
  readonly legacy: Scrubber | undefined;
  readonly scrubsGraphql: boolean;
}

const NOTHING: ProjectScrubbers = { own: undefined, legacy: undefined, scrubsGraphql: false };
/** Most projects scrub as many others do. */
const byConfig = new LeastRecent<string, ProjectScrubbers>(100);

/**
 * Makes a project's scrubbing ready, from the texts in its config.
 * @returns what is wrong with it: data of such a project must not pass
 */
export function scrubbersFor(
  piiConfig: string | undefined,
  settings: string | undefined,
): Result<ProjectScrubbers, string> {
  if (piiConfig === undefined && settings === undefined) return ok(NOTHING);
  const key = JSON.stringify([piiConfig, settings]);
  const known = byConfig.get(key);
  if (known !== undefined) return ok(known);
  const own = piiConfig === undefined ? undefined : parsePiiConfig(piiConfig);
  if (own?.ok === false) return own;
  const switches = parseDatascrubbingSettings(settings ?? "{}");
  if (!switches.ok) return switches;
  const made: ProjectScrubbers = {
    own: ready(own?.value),
    legacy: ready(convertDatascrubbing(switches.value)),
    scrubsGraphql: switches.value.scrubsData,
  };
  byConfig.set(key, made);
  return ok(made);
}

function ready(config: PiiConfig | undefined): Scrubber | undefined {
  if (config === undefined || config.applications.length === 0) return undefined;
  const scrubber = new Scrubber(config);
  return scrubber.isIdle ? undefined : scrubber;
}
