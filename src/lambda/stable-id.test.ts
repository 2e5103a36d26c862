import { expect, test } from "bun:test";
import { stableId } from "./stable-id.ts";

test("the same text has the same id, and near ones have different ones", () => {
  const ids = new Set<string>();
  for (let n = 0; n < 20_000; n += 1) ids.add(stableId(`baton:timeout:8476a536-e9f4-11e8-9739-2dfe598c${n}`));
  expect(ids.size).toBe(20_000);
  expect(stableId("x")).toBe(stableId("x"));
  expect(stableId("")).toMatch(/^[0-9a-f]{32}$/);
});

test("each eight digits are spread by themselves", () => {
  for (let part = 0; part < 32; part += 8) {
    const seen = new Set<string>();
    for (let n = 0; n < 2_000; n += 1) seen.add(stableId(`request-${n}`).slice(part, part + 8));
    expect(seen.size).toBeGreaterThan(1_995);
  }
});
