import { managedCase } from "../driver/managed.ts";

export const bench = managedCase(
  "100 KB transactions",
  { traffic: "transaction-100k", connections: 16, warmUpEnvelopes: 20_000 },
  { cpu: 2 / 3, delivered: 1.5, rss: 0.5 },
);
