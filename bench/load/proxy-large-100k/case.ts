import type { BenchCase } from "../driver/case.ts";
import { compareUnderLoad } from "../driver/measure.ts";

export const bench: BenchCase = {
  title: "Proxy mode, 100 KB transactions, zstd upstream",
  run: (options) =>
    compareUnderLoad(
      options,
      { traffic: "transaction-100k", connections: 16, warmUpEnvelopes: 20_000, windowMs: 5_000 },
      { cpu: 2 / 3, delivered: 1.5, rss: 0.5 },
    ),
};
