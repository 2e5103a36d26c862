import { REPORTS, SESSIONS } from "./accounts.ts";
import type { ManagedCase } from "./case.ts";
import { FEATURES, LIMITS } from "./refusals.ts";
import { SPLITTING } from "./splitting.ts";

export const MANAGED_CASES: readonly ManagedCase[] = [
  ...SPLITTING,
  ...FEATURES,
  ...LIMITS,
  ...SESSIONS,
  ...REPORTS,
];
