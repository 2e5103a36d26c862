import type { BenchCase } from "../driver/case.ts";
import { costCurve } from "../driver/curve.ts";

export const bench: BenchCase = {
  title: "Cost per envelope by concurrency",
  run: (options) =>
    costCurve(
      options,
      "connections",
      [1, 8, 64, 512].map((connections) => ({
        at: String(connections),
        run: { traffic: "error-1k7", connections },
      })),
    ),
};
