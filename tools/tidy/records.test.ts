import { expect, test } from "bun:test";
import { goneFromTree, missingActors, missingFolders } from "./architecture.ts";
import { licences } from "./licences.ts";
import { changeFragments, fixtureProvenance } from "./records.ts";
import { fakeRepo } from "./repo.ts";

test("a fragment has a number, a name and a kind", () => {
  const repo = fakeRepo({
    "changes/README.md": "x",
    "changes/0012-stale-logs.fix.md": "Old logs are rejected.",
    "changes/stale.fix.md": "x",
    "changes/0013-empty.fix.md": "\n",
  });
  expect(changeFragments(repo).map(({ file }) => file)).toEqual([
    "changes/stale.fix.md",
    "changes/0013-empty.fix.md",
  ]);
});

test("a fixture says where it comes from", () => {
  const repo = fakeRepo({
    "test/fixtures/sdk/node@11.0.0/error.envelope": "{}",
    "test/fixtures/sdk/node@11.0.0/error.json": '{"command":"node error.mjs"}',
    "test/fixtures/sdk/node@11.0.0/lonely.envelope": "{}",
    "test/fixtures/sdk/node@11.0.0/mute.envelope": "{}",
    "test/fixtures/sdk/node@11.0.0/mute.json": "{}",
    "test/fixtures/crafted/bomb": "",
    "test/fixtures/lambda/log.json": "",
  });
  expect(fixtureProvenance(repo).map(({ file }) => file)).toEqual([
    "test/fixtures/sdk/node@11.0.0/lonely.envelope",
    "test/fixtures/sdk/node@11.0.0/mute.envelope",
    "test/fixtures/lambda",
  ]);
});

test("only listed licences enter the executable", () => {
  const packages = {
    "": {},
    "node_modules/a": { license: "MIT" },
    "node_modules/b": { license: "(GPL-3.0 OR Apache-2.0)" },
    "node_modules/c": { license: "AGPL-3.0" },
    "node_modules/d": { license: "GPL-3.0", dev: true },
    "node_modules/e": {},
  };
  const findings = licences(fakeRepo({ "package-lock.json": JSON.stringify({ packages }) }));
  expect(findings.map(({ message }) => message.split(" ")[0])).toEqual(["node_modules/c", "node_modules/e"]);
});

test("the map names what is there, and all of it", () => {
  const repo = fakeRepo({
    "ARCHITECTURE.md":
      "`src/pipeline/send` `src/kernel/gone` `src/services`\n`src/services/health/health.actor.ts`",
    "src/pipeline/send/a.ts": "",
    "src/kernel/odd/a.ts": "",
    "src/services/health/health.actor.ts": "",
    "src/services/outcomes/outcomes.actor.ts": "",
  });
  expect(goneFromTree(repo).map(({ message }) => message.split(" ")[0])).toEqual(["src/kernel/gone"]);
  expect(missingFolders(repo).map(({ message }) => message.split("`")[1])).toEqual(["src/kernel/odd"]);
  expect(missingActors(repo).map(({ file }) => file)).toEqual(["src/services/outcomes/outcomes.actor.ts"]);
});
