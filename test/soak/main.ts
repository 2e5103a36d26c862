/**
 * `npm run soak [-- --minutes N]`: mixed traffic through proxy mode with a spool, half of the time for each durability
 * choice. The upstream refuses, resets, is slow, answers 429, 500 and 503; the relay is killed and stopped in between. Ends with
 * an account of everything that was acknowledged, and with 1 when something that must hold does not.
 */
import { Campaign } from "./campaign.ts";
import { brokenInvariants, summary } from "./verdict.ts";

const USAGE = "usage: npm run soak [-- --minutes N]";
const DEFAULT_MINUTES = 10;
const MINUTE_MS = 60_000;

const minutes = readMinutes(process.argv.slice(2));
if (minutes === undefined) {
  console.error(USAGE);
  process.exit(2);
}

let failed = false;
for (const durability of ["watermark", "before_answer"] as const) {
  const findings = await new Campaign(durability).run((minutes * MINUTE_MS) / 2, (line) => console.log(line));
  const broken = brokenInvariants(findings);
  console.log(`\n${summary(findings)}`);
  for (const reason of broken) console.log(`  BROKEN: ${reason}`);
  console.log(broken.length === 0 ? "  everything held\n" : "");
  failed ||= broken.length > 0;
}
process.exit(failed ? 1 : 0);

function readMinutes(args: readonly string[]): number | undefined {
  if (args.length === 0) return DEFAULT_MINUTES;
  const [flag, value] = args;
  const number = Number(value);
  return args.length === 2 && flag === "--minutes" && number > 0 && Number.isFinite(number)
    ? number
    : undefined;
}
