import type { BenchCase } from "../driver/case.ts";
import { compareUnderLoad } from "../driver/measure.ts";

export const bench: BenchCase = {
  title: "Proxy mode, 1.7 KB errors, zstd upstream",
  run: (options) =>
    compareUnderLoad(
      options,
      { traffic: "error-1k7", connections: 32, warmUpEnvelopes: 60_000, windowMs: 5_000 },
      { cpu: 1 / 3, delivered: 2.5, rss: 0.5 },
    ),
};
