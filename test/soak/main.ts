/**
 * `npm run soak [-- --minutes N] [--mode proxy|managed]`: mixed traffic over a spool, half of the time for each durability
 * choice. The upstream is away, refuses, resets, is slow, answers 429, 500 and 503; the relay is killed and stopped in
 * between. Ends with an account of everything that was acknowledged, and with 1 when something that must hold does not.
 */
import { parseArgs } from "node:util";
import { Campaign, type Durability, type Findings } from "./campaign.ts";
import { runManaged } from "./managed.ts";
import { brokenInvariants, summary } from "./verdict.ts";

const USAGE = "usage: npm run soak [-- --minutes N] [--mode proxy|managed]";
const DEFAULT_MINUTES = "10";
const MINUTE_MS = 60_000;

const MODES = {
  proxy: (durability: Durability, durationMs: number) => new Campaign(durability).run(durationMs, say),
  managed: (durability: Durability, durationMs: number) => runManaged(durability, durationMs, say),
} as const;

const options = readOptions(process.argv.slice(2));
if (options === undefined) {
  console.error(USAGE);
  process.exit(2);
}

let failed = false;
for (const durability of ["watermark", "before_answer"] as const) {
  const findings: Findings = await MODES[options.mode](durability, (options.minutes * MINUTE_MS) / 2);
  const broken = brokenInvariants(findings);
  console.log(`\n${summary(findings)}`);
  for (const reason of broken) console.log(`  BROKEN: ${reason}`);
  console.log(broken.length === 0 ? "  everything held\n" : "");
  failed ||= broken.length > 0;
}
process.exit(failed ? 1 : 0);

function say(line: string): void {
  console.log(line);
}

function readOptions(args: string[]): { minutes: number; mode: keyof typeof MODES } | undefined {
  try {
    const { values } = parseArgs({
      args,
      options: {
        minutes: { type: "string", default: DEFAULT_MINUTES },
        mode: { type: "string", default: "proxy" },
      },
    });
    const minutes = Number(values.minutes);
    const mode = values.mode === "proxy" || values.mode === "managed" ? values.mode : undefined;
    return minutes > 0 && Number.isFinite(minutes) && mode ? { minutes, mode } : undefined;
  } catch {
    return undefined;
  }
}
