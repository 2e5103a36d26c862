import { expect, test } from "bun:test";
import { parseLogFilter } from "./log-filter.ts";

test("a level alone holds for every target", () => {
  expect(parseLogFilter("WARN")("baton::send")).toBe("warn");
});

test("the longest target wins, whatever the order", () => {
  const filter = parseLogFilter("baton::send=debug,error,baton=info");
  expect(["baton::send::retry", "baton::sender", "baton", "other"].map(filter)).toEqual([
    "debug",
    "info",
    "info",
    "error",
  ]);
});

test("the reference's targets mean ours", () => {
  expect(parseLogFilter("relay_server=debug")("baton::send")).toBe("debug");
  expect(parseLogFilter("relay_server=debug")("other")).toBe("off");
});

test("a target without a level passes everything; nonsense passes nothing", () => {
  expect(parseLogFilter("baton::send")("baton::send")).toBe("trace");
  expect(parseLogFilter("baton=loud,,a[b]=info")("baton")).toBe("off");
});
