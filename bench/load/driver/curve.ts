import { alternate, type BenchOptions, type CaseResult, median } from "./case.ts";
import { type LoadRun, measure } from "./measure.ts";

interface Point {
  readonly at: string;
  readonly run: Pick<LoadRun, "traffic" | "connections"> & Partial<Pick<LoadRun, "warmUpEnvelopes">>;
}

/** Relay CPU per delivered envelope at several points of one parameter. */
export async function costCurve(
  options: BenchOptions,
  parameter: string,
  points: readonly Point[],
): Promise<CaseResult> {
  const measured: { at: string; baton: number; reference: number }[] = [];
  for (const { at, run } of points) {
    const timed = {
      ...run,
      warmUpEnvelopes: (run.warmUpEnvelopes ?? 10_000) * options.timeScale,
      windowMs: 2_000 * options.timeScale,
    };
    const results = await alternate(options, 1, (kind) => measure(kind, timed));
    const cost = (list: readonly { readonly cpuUs: number }[]) => median(list.map(({ cpuUs }) => cpuUs));
    measured.push({ at, baton: cost(results.baton), reference: cost(results.reference) });
  }
  return {
    figures: [],
    curve: { parameter, unit: "µs", points: measured },
    notes: ["Relay CPU per delivered envelope, the relay on one core."],
  };
}
