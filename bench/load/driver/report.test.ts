import { describe, expect, test } from "bun:test";
import { median } from "./case.ts";
import { Latencies } from "./latency.ts";
import { number, report } from "./report.ts";

describe("bench report", () => {
  test("says which targets are met", () => {
    const figures = [
      { name: "cpu", unit: "µs", baton: 30, reference: 100, target: 0.33 },
      { name: "rate", unit: "/s", baton: 2000, reference: 1000, target: 2.5, atLeast: true },
    ];
    const text = report("t", { figures, notes: ["n"] }, "context");
    expect(text).toContain("| cpu (µs) | 30 | 100 | 0.3 | ≤ 0.33 met |");
    expect(text).toContain("| rate (/s) | 2,000 | 1,000 | 2 | ≥ 2.5 **missed** |");
  });

  test("shows a curve against its first point", () => {
    const points = [
      { at: "1", baton: 10, reference: 40 },
      { at: "8", baton: 15, reference: 40 },
    ];
    const text = report("t", { figures: [], curve: { parameter: "n", unit: "µs", points }, notes: [] }, "c");
    expect(text).toContain("| 8 | 15 | 1.5 | 40 | 1 |");
  });

  test("rounds, takes medians and percentiles", () => {
    expect(number(12345)).toBe("12,300");
    expect(number(Number.NaN)).toBe("–");
    expect(median([3, 1, 2])).toBe(2);
    const latencies = new Latencies();
    for (let ms = 1; ms <= 100; ms++) latencies.add(ms);
    expect(latencies.percentile(0.5)).toBeWithin(47, 53);
    expect(latencies.percentile(0.99)).toBeWithin(95, 104);
  });
});
