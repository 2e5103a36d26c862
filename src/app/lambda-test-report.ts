import type { InvocationResult, ShutdownResult } from "../lambda/simulator/sandbox-types.ts";
import type { ItemSummary } from "../services/local-store/records.ts";

export type Scenario = "normal" | "freeze" | "timeout" | "crash" | "oom" | "outage";

/** What one environment did. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  registeredMs: number;
  initMs: number;
  readonly invocations: InvocationResult[];
  shutdown: ShutdownResult | undefined;
  failed: string | undefined;
}

const TITLES: Readonly<Record<Scenario, string>> = {
  normal: "A cold start and two invocations",
  freeze: "Frozen between invocations",
  timeout: "An invocation that runs into its time limit",
  crash: "A runtime that crashes",
  oom: "A runtime killed for its memory",
  outage: "An upstream that refuses, then is back",
};

/** Collects what happened and says it in plain words. */
export class LambdaTestReport {
  readonly #runs: ScenarioRun[] = [];
  #lost = 0;

  start(scenario: Scenario): ScenarioRun {
    const run: ScenarioRun = {
      scenario,
      registeredMs: Number.NaN,
      initMs: Number.NaN,
      invocations: [],
      shutdown: undefined,
      failed: undefined,
    };
    this.#runs.push(run);
    return run;
  }

  /** A line of the extension's: it says how much it could not deliver. */
  heard(line: string): void {
    this.#lost += Number(/\blost=(\d+)/.exec(line)?.[1] ?? 0);
  }

  get isGood(): boolean {
    return this.#lost === 0 && this.#runs.every((run) => run.failed === undefined && !run.shutdown?.killed);
  }

  lines(items: readonly ItemSummary[], page: string): string[] {
    return [...this.#runs.flatMap(describeRun), "", ...arrived(items, page), "", this.#verdict()];
  }

  #verdict(): string {
    const failed = this.#runs.find((run) => run.failed !== undefined);
    if (failed?.failed) return `Not good: ${failed.failed}.`;
    if (this.#lost > 0) return `${this.#lost} envelopes would have been lost.`;
    if (this.#runs.some((run) => run.shutdown?.killed))
      return "The extension was killed at the end: that is a bug.";
    return "Nothing would have been lost.";
  }
}

function describeRun(run: ScenarioRun): string[] {
  const lines = ["", TITLES[run.scenario]];
  if (run.failed !== undefined) return [...lines, `  ${run.failed}`];
  lines.push(
    `  init       ${ms(run.initMs)}, of which the extension took ${ms(run.registeredMs)} to register`,
  );
  for (const [index, invocation] of run.invocations.entries()) {
    const answer =
      invocation.answeredMs === undefined
        ? `no answer: ${invocation.end.replaceAll("_", " ")}`
        : `answered after ${ms(invocation.answeredMs)}`;
    lines.push(
      `  invoke ${index + 1}   ${answer}, then held for ${ms(invocation.heldMs)} (billed, not waited for)`,
    );
  }
  if (run.shutdown) {
    lines.push(`  shutdown   ${ms(run.shutdown.tookMs)}${run.shutdown.killed ? ", killed" : ""}`);
  }
  return lines;
}

function arrived(items: readonly ItemSummary[], page: string): string[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item.type, (counts.get(item.type) ?? 0) + 1);
  if (counts.size === 0) {
    return [
      "Nothing arrived. Does the function send anything? Its SDK has to use SENTRY_DSN from the environment,",
      'or the tunnel "http://localhost:9000/envelope" with that DSN.',
    ];
  }
  const summary = [...counts].map(([type, count]) => `${count} × ${type}`).join(", ");
  const titles = items.slice(0, 10).map((item) => `  ${item.type.padEnd(12)} ${item.title}`);
  return [`Arrived: ${summary}  (${page})`, ...titles];
}

function ms(value: number): string {
  return Number.isNaN(value) ? "?" : `${Math.round(value)} ms`;
}
