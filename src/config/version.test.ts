import { expect, test } from "bun:test";
import manifest from "../../package.json" with { type: "json" };
import { BATON_VERSION } from "./version.ts";

test("the version is the package's", () => {
  expect(BATON_VERSION).toBe(manifest.version);
});
