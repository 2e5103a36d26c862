import type { LossTrial } from "./loss-trial.ts";

/** The account of a trial per data category, and of what was merged per process of the relay. */
export function lossSummary(title: string, trial: LossTrial): string {
  const rows = trial.account
    .lines()
    .map(
      (line) =>
        `  ${line.category}: acknowledged ${line.offered} = delivered ${line.delivered} + refused by the upstream ${line.refused} ` +
        `+ reported ${line.reported} + spooled ${line.spooled} + lost ${line.lost}`,
    );
  const { twice, most } = trial.account.copies;
  return [
    `${title}; answers ${JSON.stringify(trial.statuses)}`,
    ...rows,
    ...mergedLines(trial),
    `  items delivered twice: ${twice}, most copies: ${most}`,
  ].join("\n");
}

/** Of what was merged in memory, per process that it was sent to, how much arrived. */
export function mergedLines(trial: LossTrial): string[] {
  return (["sessions", "reports"] as const).map((what) => {
    const parts = trial.sent[what].map(
      (sent, life) => `process ${life + 1}: ${trial.arrived[what][life] ?? 0} of ${sent}`,
    );
    return `  merged ${what}: ${parts.join(", ")}`;
  });
}
