import { expect, test } from "bun:test";
import { importDirection, importExtensions, internalFolders, knownAreas, pipelineStages } from "./imports.ts";
import { fakeRepo } from "./repo.ts";

test("an import to the left is reported, one to the right is not", () => {
  const repo = fakeRepo({
    "src/domain/filter/filter.ts":
      'import { x } from "../../kernel/base/result.ts";\nimport { y } from "../../services/a.ts";\n',
    "src/services/a.ts": 'import type { z } from "../pipeline/send/z.ts";',
    "src/lambda/a.ts": 'const late = await import("../devui/b.ts");',
  });
  expect(importDirection(repo)).toEqual([
    {
      file: "src/domain/filter/filter.ts",
      line: 2,
      message: expect.stringContaining("domain must not import services"),
    },
    {
      file: "src/services/a.ts",
      line: 1,
      message: expect.stringContaining("services must not import pipeline"),
    },
    { file: "src/lambda/a.ts", line: 1, message: expect.stringContaining("lambda must not import devui") },
  ]);
});

test("the program imports nothing outside of src", () => {
  const repo = fakeRepo({
    "src/app/a.ts":
      'import { fake } from "../../test/support/fake.ts";\nimport pkg from "../../package.json";',
  });
  expect(importDirection(repo).map((finding) => finding.line)).toEqual([1]);
});

test("what runs while bundling may lie outside", () => {
  const text = 'import { bundlePage } from "../../ui/bundle.ts" with { type: "macro" };';
  expect(importDirection(fakeRepo({ "src/devui/assets.ts": text }))).toEqual([]);
});

test("a commented import is none", () => {
  expect(importDirection(fakeRepo({ "src/kernel/a.ts": '// import { x } from "../cli/x.ts";' }))).toEqual([]);
});

test("an unknown folder of src is reported", () => {
  expect(knownAreas(fakeRepo({ "src/utils/x.ts": "", "src/cli/x.ts": "", "src/main.ts": "" })).length).toBe(
    1,
  );
});

test("code of another stage needs import type; parse is shared", () => {
  const repo = fakeRepo({
    "src/pipeline/receive/a.ts": [
      'import type { HoldProtocol } from "../hold/hold.actor.ts";',
      'import { type HoldProtocol as P } from "../hold/hold.actor.ts";',
      'import { parseEnvelope } from "../parse/envelope.ts";',
      'import { Managed } from "../managed.ts";',
      'import { Hold } from "../hold/hold.actor.ts";',
    ].join("\n"),
  });
  expect(pipelineStages(repo).map((finding) => finding.line)).toEqual([5]);
});

test("internal is for its own folder", () => {
  const repo = fakeRepo({
    "src/pipeline/send/send.ts": 'import { x } from "./internal/x.ts";',
    "src/pipeline/hold/hold.ts": 'import { x } from "../send/internal/x.ts";',
  });
  expect(internalFolders(repo).map((finding) => finding.file)).toEqual(["src/pipeline/hold/hold.ts"]);
});

test("a relative import carries its extension", () => {
  const repo = fakeRepo({
    "test/a.ts": 'import { a } from "./b";\nimport c from "yaml";\nexport { d } from "./d.ts";',
  });
  expect(importExtensions(repo).map((finding) => finding.line)).toEqual([1]);
});

test("a multi-line import is read as one", () => {
  const repo = fakeRepo({ "src/kernel/a.ts": 'import {\n  type A,\n  b,\n} from "../config/b.ts";\n' });
  expect(importDirection(repo).length).toBe(1);
});
