import type { EventSubject } from "../../domain/event/getter.ts";
import { EVENT_FIELDS } from "../../domain/event/getter.ts";
import { type NormalizeRules, readNormalizeRules } from "../../domain/event/normalize/rules.ts";
import { parseFilterSettings } from "../../domain/filters/filter-settings.ts";
import { type GenericFilters, parseGenericFilters } from "../../domain/filters/generic-filters.ts";
import { ProjectFilters } from "../../domain/filters/project-filters.ts";
import { type ProjectScrubbers, scrubbersFor } from "../../domain/pii/project-scrubbers.ts";
import type { GlobalConfig } from "../../domain/project/global-config.ts";
import type { ProjectInfo } from "../../domain/project/project-state.ts";
import type { TraceContext } from "../../domain/protocol/trace-context.ts";
import { parseSamplingConfig } from "../../domain/sampling/sampling-config.ts";
import { type CompiledRule, compileRules } from "../../domain/sampling/sampling-rules.ts";
import { TRACE_FIELDS } from "../../domain/sampling/trace-fields.ts";

/** A project's sampling rules, by what they are asked about. */
export interface SamplingRules {
  readonly transaction: readonly CompiledRule<EventSubject>[];
  readonly project: readonly CompiledRule<TraceContext>[];
  readonly trace: readonly CompiledRule<TraceContext>[];
}

const NO_RULES: SamplingRules = { transaction: [], project: [], trace: [] };

/** Compiled once per state of a project, and forgotten with it. */
const filtersByProject = new WeakMap<
  ProjectInfo,
  { readonly global: GlobalConfig; readonly filters: ProjectFilters }
>();
const scrubbersByProject = new WeakMap<ProjectInfo, ProjectScrubbers>();
const rulesByProject = new WeakMap<ProjectInfo, SamplingRules>();
const genericByGlobal = new WeakMap<GlobalConfig, { readonly filters: GenericFilters | undefined }>();

/** A project's inbound filters, with the global ones. */
export function filtersOf(project: ProjectInfo, global: GlobalConfig): ProjectFilters {
  const known = filtersByProject.get(project);
  if (known?.global === global) return known.filters;
  const json = project.config.sections.filterSettings;
  const settings = json === undefined ? undefined : parseFilterSettings(json);
  const filters = new ProjectFilters(settings?.ok ? settings.value : undefined, genericOf(global));
  filtersByProject.set(project, { global, filters });
  return filters;
}

const normalizeRules = new WeakMap<
  ProjectInfo,
  { readonly global: GlobalConfig; readonly rules: NormalizeRules }
>();

/** What a project, with all others, wants done when events are normalised. */
export function normalizeRulesOf(project: ProjectInfo, global: GlobalConfig): NormalizeRules {
  const known = normalizeRules.get(project);
  if (known?.global === global) return known.rules;
  const rules = readNormalizeRules(project.config, global);
  normalizeRules.set(project, { global, rules });
  return rules;
}

/** A project's sampling rules; none when they are malformed, or of a kind that is not known here. */
export function samplingOf(project: ProjectInfo): SamplingRules {
  const known = rulesByProject.get(project);
  if (known !== undefined) return known;
  const json = project.config.sections.sampling;
  const parsed = json === undefined ? undefined : parseSamplingConfig(json);
  const rules: SamplingRules =
    parsed === undefined || parsed.length === 0
      ? NO_RULES
      : {
          transaction: compileRules(parsed, "transaction", EVENT_FIELDS),
          project: compileRules(parsed, "project", TRACE_FIELDS),
          trace: compileRules(parsed, "trace", TRACE_FIELDS),
        };
  rulesByProject.set(project, rules);
  return rules;
}

/** What a project wants to have scrubbed. A state in which that cannot be read was not taken up. */
export function scrubbersOf(project: ProjectInfo): ProjectScrubbers {
  const known = scrubbersByProject.get(project);
  if (known !== undefined) return known;
  const { piiConfig, datascrubbingSettings } = project.config.sections;
  const scrubbers = scrubbersFor(piiConfig, datascrubbingSettings);
  if (!scrubbers.ok) throw new Error(`scrubbing that was read before cannot be read: ${scrubbers.error}`);
  scrubbersByProject.set(project, scrubbers.value);
  return scrubbers.value;
}

/** Global filters that cannot be read are none. */
function genericOf(global: GlobalConfig): GenericFilters | undefined {
  let known = genericByGlobal.get(global);
  if (known === undefined) {
    const parsed = global.filters === undefined ? undefined : parseGenericFilters(JSON.parse(global.filters));
    known = { filters: parsed?.ok ? parsed.value : undefined };
    genericByGlobal.set(global, known);
  }
  return known.filters;
}
