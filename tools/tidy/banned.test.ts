import { expect, test } from "bun:test";
import { bannedNames, fileNames, testVocabulary } from "./banned.ts";
import { fakeRepo } from "./repo.ts";

/** Lines of `file` that are reported, when it has these lines. */
function reported(file: string, ...lines: readonly string[]): number[] {
  return bannedNames(fakeRepo({ [file]: lines.join("\n") })).map((finding) => finding.line);
}

test("the clock is the kernel's", () => {
  const lines = [
    "const now = Date.now();",
    "const then = new Date(receivedAtMs);",
    "// Date.now() is banned",
    '"Date.now()"',
  ];
  expect(reported("src/services/a.ts", ...lines)).toEqual([1]);
  expect(reported("src/kernel/actor/clock.ts", ...lines)).toEqual([]);
});

test("checking an address is no I/O", () => {
  expect(reported("src/config/a.ts", `import { isIP, isIPv6 } from "node:net";`)).toEqual([]);
  expect(reported("src/config/a.ts", `import { connect } from "node:net";`)).toEqual([1]);
});

test("the runtime is named in kernel/runtime, main and tests", () => {
  const lines = [
    'import { gzipSync } from "node:zlib";',
    "Bun.file(path)",
    "process.env.HOME",
    "config.process.name",
  ];
  expect(reported("src/services/a.ts", ...lines).toSorted()).toEqual([1, 2, 3]);
  expect(reported("src/kernel/runtime/zlib.ts", ...lines)).toEqual([]);
  expect(reported("src/services/a.test.ts", ...lines)).toEqual([]);
  expect(reported("tools/a.ts", ...lines)).toEqual([]);
});

test("timers belong to the context", () => {
  const lines = ["setTimeout(() => {}, 5);", "ctx.setTimeout(5);", "import type { setTimeout } from 'x';"];
  expect(reported("src/pipeline/send/a.ts", ...lines)).toEqual([1]);
});

test("console, process.exit, fetch and any", () => {
  expect(
    reported("src/cli/a.ts", 'console.log("x")', "await fetch(url)", "let x: any = 1", "anything: 1"),
  ).toEqual([1, 2, 3]);
  expect(reported("src/cli/a.ts", "process.exit(1)").length).toBeGreaterThan(0);
  expect(reported("src/main.ts", "process.exit(1)")).toEqual([]);
  expect(reported("src/cli/a.ts", "client.fetch(url)", "#fetch(url) {", "this.#fetch(url)")).toEqual([]);
});

test("pure folders read no files", () => {
  expect(reported("src/domain/a.ts", 'import { readFileSync } from "node:fs";')).toEqual([1]);
  expect(reported("src/domain/a.ts", 'import { createHash } from "node:crypto";')).toEqual([]);
});

test("no default exports, no barrels", () => {
  expect(reported("src/domain/a.ts", "export default x;", 'export * from "./b.ts";')).toEqual([1, 2]);
  const names = fakeRepo({
    "src/config/index.ts": "",
    "src/a/utils.ts": "",
    "src/a/fooBar.ts": "",
    "src/a/good-name.ts": "",
  });
  expect(fileNames(names).length).toBe(3);
});

test("unit tests know describe, test and expect", () => {
  const text = `import { test, expect, beforeAll, spyOn } from "${"bun"}:test";`;
  const findings = testVocabulary(fakeRepo({ "src/a.test.ts": text, "test/integration/a.test.ts": text }));
  expect(findings.map((finding) => finding.message)).toEqual([
    expect.stringContaining("beforeAll, spyOn"),
    expect.stringContaining("not spyOn"),
  ]);
});
