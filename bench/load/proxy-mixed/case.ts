import type { BenchCase } from "../driver/case.ts";
import { compareUnderLoad } from "../driver/measure.ts";

export const bench: BenchCase = {
  title: "Proxy mode, mixed traffic, zstd upstream",
  run: (options) =>
    compareUnderLoad(
      options,
      { traffic: "mixed", connections: 32, warmUpEnvelopes: 40_000, windowMs: 5_000 },
      { cpu: 2 / 3, delivered: 1.5, rss: 0.5 },
    ),
};
