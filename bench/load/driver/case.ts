import type { RelayKind } from "../../../test/support/relay-process.ts";

/** One measured quantity of both relays. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly baton: number;
  readonly reference: number;
  /** The ratio Baton to reference that was aimed at; `at most` unless `atLeast`. */
  readonly target?: number;
  readonly atLeast?: boolean;
}

/** A curve: how a figure changes with one parameter. */
export interface Curve {
  readonly parameter: string;
  readonly unit: string;
  readonly points: readonly { readonly at: string; readonly baton: number; readonly reference: number }[];
}

export interface CaseResult {
  readonly figures: readonly Figure[];
  readonly curve?: Curve;
  /** What a reader must know to judge the figures. */
  readonly notes: readonly string[];
}

export interface BenchOptions {
  /** What runs as Baton. */
  readonly subject: RelayKind;
  /** Scales all durations: 1 is what docs/benchmarks.md is made with. */
  readonly timeScale: number;
}

/** A folder of bench/load/: `case.ts` exports `bench`. */
export interface BenchCase {
  /** One line for the heading. */
  readonly title: string;
  readonly run: (options: BenchOptions) => Promise<CaseResult>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** Runs both relays in turn, `rounds` times, changing who begins. */
export async function alternate<T>(
  options: BenchOptions,
  rounds: number,
  run: (kind: RelayKind) => Promise<T>,
): Promise<{ readonly baton: T[]; readonly reference: T[] }> {
  const results = { baton: [] as T[], reference: [] as T[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (["baton", "reference"] as const) : (["reference", "baton"] as const);
    for (const who of order) results[who].push(await run(who === "baton" ? options.subject : "reference"));
  }
  return results;
}
