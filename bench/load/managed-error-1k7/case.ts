import { managedCase } from "../driver/managed.ts";

export const bench = managedCase(
  "1.7 KB errors",
  { traffic: "error-1k7", connections: 32, warmUpEnvelopes: 60_000 },
  { cpu: 1 / 2, delivered: 2, rss: 0.5 },
);
