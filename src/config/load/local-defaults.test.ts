import { expect, test } from "bun:test";
import { applyLocalDefaults } from "./local-defaults.ts";

const local = { relay: { mode: "local" } };

test("the local receiver is quiet unless somebody asks for a level or a filter", () => {
  expect(applyLocalDefaults(local, {}).logging).toEqual({ level: "warn" });
  const asked = { ...local, logging: { level: "debug", format: "json" } };
  expect(applyLocalDefaults(asked, {})).toEqual(asked);
  expect(applyLocalDefaults(local, { RUST_LOG: "info" })).toEqual(local);
});

test("other modes, and a section that is none, stay as they are", () => {
  const proxy = { relay: { mode: "proxy" } };
  expect(applyLocalDefaults(proxy, {})).toEqual(proxy);
  const wrong = { ...local, logging: "loud" };
  expect(applyLocalDefaults(wrong, {})).toEqual(wrong);
});
