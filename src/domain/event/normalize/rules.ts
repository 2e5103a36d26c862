import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { parseJson } from "../../../kernel/base/json/parse.ts";
import type { JsonObject, JsonValue } from "../../../kernel/base/json/value.ts";
import type { GlobalConfig } from "../../project/global-config.ts";
import type { ProjectConfig } from "../../project/project-config.ts";
import { objectOf } from "../access.ts";
import { type AiModel, readAiModels } from "./ai-models.ts";
import { type BreakdownRules, readBreakdownRules } from "./breakdowns.ts";
import { MeasurementLimits } from "./measurement-limits.ts";
import { readScoreProfiles, type ScoreProfile } from "./performance-score.ts";
import { type RenameRule, readRenameRules } from "./rename-rules.ts";
import { readSpanOps } from "./span-op-defaults.ts";

const DEFAULT_RETENTION_DAYS = 90;

/** What a project, and all of them, want done when events are normalised: read once per state of a project. */
export interface NormalizeRules {
  readonly retentionDays: number;
  readonly groupingConfig: JsonObject | undefined;
  /** Nobody is to know where events come from. */
  readonly hidesAddresses: boolean;
  readonly renameRules: readonly RenameRule[];
  readonly measurementLimits: MeasurementLimits | undefined;
  /** `undefined`: the project has none, and what the sender says stays. */
  readonly breakdowns: BreakdownRules | undefined;
  readonly scoreProfiles: readonly ScoreProfile[];
  readonly aiModelOf: (model: string) => AiModel | undefined;
  /** What a span does that does not say it. */
  readonly opOf: (span: JsonObject) => string | undefined;
}

/** Parts that cannot be read are left out. */
export function readNormalizeRules(project: ProjectConfig, global: GlobalConfig): NormalizeRules {
  const { sections } = project;
  const scrubbing = objectOf(parsedSection(sections.datascrubbingSettings));
  return {
    retentionDays: project.eventRetentionDays ?? DEFAULT_RETENTION_DAYS,
    groupingConfig: objectOf(parsedSection(sections.groupingConfig)),
    hidesAddresses: scrubbing?.scrubIpAddresses === true,
    renameRules: readRenameRules(parsedSection(sections.txNameRules)),
    breakdowns:
      sections.breakdownsV2 === undefined
        ? undefined
        : readBreakdownRules(parsedSection(sections.breakdownsV2)),
    scoreProfiles: readScoreProfiles(parsedSection(sections.performanceScore)),
    aiModelOf: readAiModels(parsedSection(global.aiModelMetadata)),
    opOf: readSpanOps(parsedSection(global.spanOpDefaults)),
    measurementLimits: MeasurementLimits.read(
      parsedSection(global.measurements),
      parsedSection(sections.measurements),
    ),
  };
}

function parsedSection(json: string | undefined): JsonValue | undefined {
  if (json === undefined) return undefined;
  const parsed = parseJson(utf8Bytes(json));
  return parsed.ok ? parsed.value : undefined;
}
