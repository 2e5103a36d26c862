import { DRIFTS, REPORTS, SESSIONS } from "./accounts.ts";
import type { ManagedCase } from "./case.ts";
import { CONDITIONS_OF_NORMALIZED, OWN_FILTERS } from "./conditions.ts";
import { BROWSER_FILTERS } from "./filter-browsers.ts";
import { CSP_FILTERS, FILTERS } from "./filters.ts";
import { PROFILES } from "./profiles.ts";
import { FEATURES, LIMITS } from "./refusals.ts";
import { SAMPLING, SPAN_SAMPLING } from "./sampling.ts";
import { SECURITY_REPORTS } from "./security.ts";
import { SPLITTING } from "./splitting.ts";
import { TELEMETRY } from "./telemetry.ts";
import { VIDEOS } from "./videos.ts";

export const MANAGED_CASES: readonly ManagedCase[] = [
  ...SPLITTING,
  ...FEATURES,
  ...LIMITS,
  ...SESSIONS,
  ...DRIFTS,
  ...REPORTS,
  ...FILTERS,
  ...BROWSER_FILTERS,
  ...OWN_FILTERS,
  ...CONDITIONS_OF_NORMALIZED,
  ...SAMPLING,
  ...SPAN_SAMPLING,
  ...TELEMETRY,
  ...PROFILES,
  ...VIDEOS,
  ...SECURITY_REPORTS,
  ...CSP_FILTERS,
];
