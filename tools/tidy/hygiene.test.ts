import { expect, test } from "bun:test";
import { fileLength, machinePaths, registryHosts, unfinished, workplaces } from "./hygiene.ts";
import { fakeRepo } from "./repo.ts";

const slash = "/";

test("a registry's host is reported anywhere", () => {
  const host = ["https://registry.npm", "js.org/x"].join("");
  expect(registryHosts(fakeRepo({ "docs/a.md": `see ${host}`, "src/a.ts": "" })).length).toBe(1);
});

test("machine paths are reported, paths of a URL or a variable are not", () => {
  const repo = fakeRepo({
    "docs/a.md": [
      `${slash}work/x`,
      `https://host${slash}work/x`,
      `$HOME${slash}work/x`,
      `a${slash}tmp/x`,
    ].join("\n"),
    "src/spool.ts": `"${slash}tmp/spool"`,
    "src/lambda/spool.ts": `"${slash}tmp/spool"`,
  });
  expect(machinePaths(repo).map(({ file, line }) => `${file}:${line}`)).toEqual([
    "docs/a.md:1",
    "src/spool.ts:1",
  ]);
});

test("the place of work is not spoken of", () => {
  expect(workplaces(fakeRepo({ "a.md": `the ${"lead"} said` })).length).toBe(1);
  expect(workplaces(fakeRepo({ "a.md": "the leading byte" }))).toEqual([]);
});

test("long files and unfinished ones are reported", () => {
  const long = "x\n".repeat(301);
  const repo = fakeRepo({
    "src/a.ts": long,
    "src/a.test.ts": long,
    "src/a.gen.ts": long,
    "src/b.ts": `// ${"TO"}DO later`,
  });
  expect(fileLength(repo).map((finding) => finding.file)).toEqual(["src/a.ts"]);
  expect(unfinished(repo).map((finding) => finding.file)).toEqual(["src/b.ts"]);
});
