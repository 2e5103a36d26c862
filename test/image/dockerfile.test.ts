/**
 * The image. What the file says is checked everywhere; that it builds and runs only where there is a container engine,
 * and a run without one lists that test as skipped.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { operands, parseDockerfile, type Stage } from "../support/dockerfile.ts";
import { missing } from "../support/needs.ts";

const root = resolve(import.meta.dir, "../..");
const stages = parseDockerfile(readFileSync(resolve(root, "Dockerfile"), "utf8"));
const relay = stages.find((stage) => stage.name === "relay");
if (relay === undefined) throw new Error("the Dockerfile has no stage named relay");

function values(stage: Stage, name: string): string[] {
  return stage.instructions.filter((each) => each.name === name).map((each) => each.text);
}

function copies(
  stage: Stage,
): Array<{ readonly from: string | undefined; readonly sources: readonly string[] }> {
  const instructions = stage.instructions.filter((each) => each.name === "COPY" || each.name === "ADD");
  return instructions.map((each) => ({
    from: each.text.match(/--from=(\S+)/)?.[1],
    sources: operands(each).slice(0, -1),
  }));
}

describe("the Dockerfile", () => {
  test("bases carry a version, and no host", () => {
    for (const { base } of stages.filter(
      (stage) => stage.base !== "scratch" && !stages.some(({ name }) => name === stage.base),
    )) {
      expect(base).toMatch(/^[a-z0-9-]+:(?!latest)[a-z0-9.-]+$/);
    }
  });

  test("copies what exists, from stages that came before", () => {
    stages.forEach((stage, index) => {
      for (const { from, sources } of copies(stage)) {
        if (from !== undefined) expect(stages.slice(0, index).map(({ name }) => name)).toContain(from);
        else
          for (const source of sources)
            expect([source, existsSync(resolve(root, source))]).toEqual([source, true]);
      }
    });
  });

  test("the relay runs as nobody in particular and gets its signals itself", () => {
    expect(values(relay, "USER").at(-1)).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(values(relay, "ENTRYPOINT")).toEqual(['["/usr/local/bin/baton"]']);
    expect(values(relay, "CMD")).toEqual(['["run"]']);
    expect(values(relay, "RUN")).toEqual([]);
  });

  test("the relay carries its notices", () => {
    const copied = copies(relay).flatMap(({ sources }) => sources.map((source) => source.split("/").at(-1)));
    expect(copied).toEqual(expect.arrayContaining(["LICENSE", "NOTICE", "THIRD-PARTY-NOTICES.txt"]));
  });
});

describe.skipIf(missing("container-engine"))("the image, by docker or podman", () => {
  const engine = Bun.which("docker") ?? Bun.which("podman") ?? "docker";

  test("builds, and runs with a read-only root", () => {
    const build = Bun.spawnSync([engine, "build", "--quiet", "--tag", "baton-test", root]);
    expect([build.exitCode, build.stderr.toString()]).toEqual([0, expect.anything()]);
    const run = Bun.spawnSync([
      engine,
      "run",
      "--rm",
      "--read-only",
      "--cap-drop=ALL",
      "baton-test",
      "--version",
    ]);
    expect(run.stdout.toString()).toStartWith("baton ");
  }, 600_000);
});
