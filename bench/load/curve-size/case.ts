import type { BenchCase } from "../driver/case.ts";
import { costCurve } from "../driver/curve.ts";

export const bench: BenchCase = {
  title: "Cost per envelope by payload size",
  run: (options) =>
    costCurve(
      options,
      "payload bytes",
      [500, 4_000, 32_000, 256_000, 2_000_000].map((size) => ({
        at: size.toLocaleString("en"),
        run: { traffic: `size-${size}`, connections: 16, warmUpEnvelopes: Math.min(10_000, 4e8 / size) },
      })),
    ),
};
