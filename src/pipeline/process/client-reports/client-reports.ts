import { parseClientReport } from "../../../domain/client-report/client-report.ts";
import { reportTimeMs } from "../../../domain/client-report/report-time.ts";
import { utf8Text } from "../../../kernel/base/bytes.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";

const DAY_MS = 86_400_000;
const DEFAULT_RETENTION_DAYS = 90;

/**
 * What a client dropped counts as outcomes of ours, which leave with our own. The reports themselves go nowhere.
 * @see https://develop.sentry.dev/sdk/telemetry/client-reports/
 */
export const clientReports: Family = {
  name: "client-reports",
  take: takeAll(({ type }) => type === "client_report"),
  async process(items, ctx, ports) {
    for (const { payload } of items.forward()) {
      const report = parseClientReport(utf8Text(payload));
      const timestampMs = report && reportTimeMs(report.timestampMs, timesOf(ctx));
      if (report !== undefined && timestampMs !== undefined) ports.report(timestampMs, report.outcomes);
    }
    return items;
  },
};

function timesOf({ sentAtMs, receivedAtMs, project, options }: StepContext) {
  const days = project.config.eventRetentionDays ?? DEFAULT_RETENTION_DAYS;
  return { sentAtMs, receivedAtMs, maxPastMs: days * DAY_MS, maxFutureMs: options.maxFutureMs };
}
