import { standaloneAttachments } from "./attachments/attachments.ts";
import { traceAttachments } from "./attachments/trace-attachments.ts";
import { checkIns } from "./check-ins/check-ins.ts";
import { clientReports } from "./client-reports/client-reports.ts";
import type { Family } from "./context.ts";
import { errors } from "./errors/errors.ts";
import { leftOvers } from "./left-overs/left-overs.ts";
import { logs } from "./logs/logs.ts";
import { profileChunks } from "./profile-chunks/profile-chunks.ts";
import { profiles } from "./profiles/profiles.ts";
import { replays } from "./replays/replays.ts";
import { sessions } from "./sessions/sessions.ts";
import { spans } from "./spans/spans.ts";
import { traceMetrics } from "./trace-metrics/trace-metrics.ts";
import { transactions } from "./transactions/transactions.ts";
import { storedBuckets, unknownItems } from "./unknown/unknown.ts";
import { userReports } from "./user-reports/user-reports.ts";

/** Who takes what, in order: what an earlier one takes a later one does not see. */
export const FAMILIES: readonly Family[] = [
  sessions,
  clientReports,
  replays,
  spans,
  logs,
  traceMetrics,
  profileChunks,
  checkIns,
  errors,
  transactions,
  traceAttachments,
  standaloneAttachments,
  userReports,
  profiles,
  storedBuckets,
  unknownItems,
  leftOvers,
];
