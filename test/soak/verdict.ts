import type { Findings } from "./campaign.ts";

const MIB = 2 ** 20;
/** docs/operating.md: idle size and one and a half times the budget; and room for garbage not collected yet. */
const BUDGET_FACTOR = 1.5;
const SLACK_BYTES = 64 * MIB;
const EXPECTED_STATUSES: ReadonlySet<string> = new Set(["200", "429", "503", "none"]);

/** What must hold after a soak, and did not. */
export function brokenInvariants(findings: Findings): string[] {
  const { durability, lines, statuses, kills, copies, complaints } = findings;
  const broken = [...complaints];
  for (const { category, lost, killed } of lines) {
    const atMost = durability === "before_answer" ? 0 : killed;
    if (lost > atMost) broken.push(`${category}: ${lost} lost, ${atMost} at most can be a kill's`);
    if (lost < 0) broken.push(`${category}: ${-lost} more reported or delivered than was taken`);
  }
  if (copies.most > 1 + kills) broken.push(`an envelope arrived ${copies.most} times after ${kills} kills`);
  // Those in flight, and those whose rows were about to be removed.
  const mostTwice = 2 * findings.concurrent * kills;
  if (copies.twice > mostTwice)
    broken.push(`${copies.twice} envelopes arrived twice, ${mostTwice} at most may`);
  const limit = rssLimit(findings);
  if (findings.maxRssBytes > limit)
    broken.push(`${mib(findings.maxRssBytes)} of memory, limit ${mib(limit)}`);
  const strange = Object.keys(statuses).filter((status) => !EXPECTED_STATUSES.has(status));
  if (strange.length > 0) broken.push(`answered ${strange.join(", ")}`);
  if (findings.acknowledged === 0) broken.push("nothing was acknowledged");
  return broken;
}

/** The account as a table, and what it took. */
export function summary(findings: Findings): string {
  const { title, acknowledged, lines, statuses, kills, stops, copies } = findings;
  const head = ["category", "offered", "delivered", "refused", "reported", "spooled", "lost"];
  const rows = lines.map((line) => [
    line.category,
    ...[line.offered, line.delivered, line.refused, line.reported, line.spooled, line.lost].map(String),
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const text = (row: readonly string[]) =>
    `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join("  ")}`;
  return [
    title,
    ...[head, ...rows].map(text),
    ...(findings.notes ?? []),
    `  ${acknowledged} envelopes acknowledged over ${kills} kills and ${stops} stops; answers ${JSON.stringify(statuses)}`,
    `  arrived twice: ${copies.twice}; memory: idle ${mib(findings.idleRssBytes)}, at most ${mib(findings.maxRssBytes)} ` +
      `of ${mib(rssLimit(findings))} (budget ${mib(findings.budgetBytes)})`,
  ].join("\n");
}

function rssLimit({ idleRssBytes, budgetBytes }: Findings): number {
  return idleRssBytes + BUDGET_FACTOR * budgetBytes + SLACK_BYTES;
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`;
}
