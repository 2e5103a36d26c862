import { expect, test } from "bun:test";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { ProjectReader, type ProjectWaiter } from "./project-reader.actor.ts";
import { ProjectReads } from "./project-reads.ts";
import { StaticProjectsActor } from "./static-projects.actor.ts";

const A = "a".repeat(32);
const file = (publicKey: string, more: object = {}) =>
  JSON.stringify({ projectId: 42, publicKeys: [{ publicKey }], config: {}, ...more });

function start(files: Map<string, string>) {
  const system = TestSystem.start();
  const reads = new ProjectReads({ monotonic: () => system.clock.monotonicMs() });
  let isReadable = true;
  const source = system.spawn(
    () =>
      new StaticProjectsActor({ read: () => (isReadable ? new Map(files) : undefined), intervalMs: 10_000 }),
  );
  const waiter = system.probe<ProjectWaiter>();
  system.spawn(() => new ProjectReader({ reads, source, index: 0, waiter: waiter.address }));
  return {
    system,
    use: () => reads.use(A).status,
    breakFolder: () => {
      isReadable = false;
    },
  };
}

test("changes arrive without being asked for; broken files and folders change nothing", async () => {
  const files = new Map<string, string>();
  const { system, use, breakFolder } = start(files);
  use();
  await system.settle();
  expect(use()).toBe("disabled");
  files.set("a.json", file(A));
  await system.advance(10_000);
  expect(use()).toBe("enabled");
  files.set("a.json", "{");
  await system.advance(10_000);
  expect(use()).toBe("enabled");
  breakFolder();
  files.clear();
  await system.advance(10_000);
  expect(use()).toBe("enabled");
  await system.stop();
});

test("a file that is gone takes its projects along", async () => {
  const files = new Map([["a.json", file(A)]]);
  const { system, use } = start(files);
  use();
  await system.settle();
  expect(use()).toBe("enabled");
  files.clear();
  await system.advance(10_000);
  expect(use()).toBe("disabled");
  await system.stop();
});
