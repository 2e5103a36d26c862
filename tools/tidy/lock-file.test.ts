import { expect, test } from "bun:test";
import { completeLockFile } from "./lock-file.ts";
import { fakeRepo } from "./repo.ts";

test("every optional package is locked, above or below", () => {
  const packages = {
    "": { optionalDependencies: { top: "1" } },
    "node_modules/top": { optionalDependencies: { "top-linux": "1", "top-darwin": "1" } },
    "node_modules/top-linux": {},
    "node_modules/a/node_modules/b": { optionalDependencies: { "b-linux": "1" } },
    "node_modules/a/node_modules/b-linux": {},
  };
  const findings = completeLockFile(fakeRepo({ "package-lock.json": JSON.stringify({ packages }) }));
  expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining("misses top-darwin:")]);
});
