import { managedCase } from "../driver/managed.ts";

export const bench = managedCase(
  "mixed traffic",
  { traffic: "mixed", connections: 32, warmUpEnvelopes: 40_000 },
  { cpu: 2 / 3, delivered: 1.5, rss: 0.5 },
);
