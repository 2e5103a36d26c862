import type { ActorStats } from "../kernel/actor/stats.ts";
import type { Fault } from "../kernel/base/fault.ts";
import type { Result } from "../kernel/base/result.ts";
import { type ActorRate, actorRates, topTable } from "./top-table.ts";

export interface TopDeps {
  /** Looks at the actors of the running relay. */
  readonly look: () => Promise<Result<readonly ActorStats[], Fault>>;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  readonly signal: AbortSignal;
  /** Draws over what stood there, again and again; otherwise it looks twice, prints once and ends. */
  readonly draws: boolean;
  /** One object per line instead of the table; for programs. */
  readonly json: boolean;
}

const EVERY_MS = 1_000;
const HOME_AND_CLEAR = "\u001b[H\u001b[J";

/** Shows the actors of a running relay, busiest first, until the signal. @returns the exit code */
export async function top(deps: TopDeps): Promise<number> {
  let before: readonly ActorStats[] = [];
  let beforeMs = 0;
  for (let looks = 1; !deps.signal.aborted; looks++) {
    const found = await deps.look();
    if (!found.ok) {
      deps.complain(looks === 1 ? "no relay is running with this config folder" : "the relay has ended");
      return looks === 1 ? 1 : 0;
    }
    const nowMs = deps.now();
    const rates = actorRates(before, found.value, (nowMs - beforeMs) / 1000);
    const lines = deps.json ? rates.map(jsonLine) : topTable(rates);
    if (deps.draws) deps.print(`${HOME_AND_CLEAR}${lines.join("\n")}`);
    else if (looks > 1) {
      for (const line of lines) deps.print(line);
      return 0;
    }
    before = found.value;
    beforeMs = nowMs;
    await deps.pause(EVERY_MS);
  }
  return 0;
}

function jsonLine({ stats, perSecond, busy }: ActorRate): string {
  return JSON.stringify({ ...stats, perSecond, busy: busy ?? null });
}
