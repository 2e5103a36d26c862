import { describe, expect, test } from "bun:test";
import type { ProjectState } from "../project/project-state.ts";
import { StaticProjects } from "./static-projects.ts";

const [K1, K2, K3] = ["a".repeat(32), "b".repeat(32), "c".repeat(32)] as const;

function project(slug: string, keys: readonly string[], more: object = {}): string {
  return JSON.stringify({ slug, publicKeys: keys.map((publicKey) => ({ publicKey })), ...more });
}

function load(files: Record<string, string>, previous?: StaticProjects) {
  return StaticProjects.load(new Map(Object.entries(files)), previous);
}

function slugOf(state: ProjectState): string | undefined {
  return state.status === "enabled" ? state.project.slug : state.status;
}

describe("projects of files", () => {
  test("are found by any of their keys, which then is the first", () => {
    const { projects, problems } = load({ "one.json": project("one", [K1, K2], { projectId: 42 }) });
    expect(problems).toEqual([]);
    for (const key of [K1, K2]) {
      const state = projects.stateOf(key);
      if (state.status !== "enabled") throw new Error(state.status);
      expect(state.project.publicKeys).toEqual([{ publicKey: key, numericId: undefined }]);
      expect(state.project.projectId).toBe("42");
    }
    expect(projects.stateOf(K3).status).toBe("disabled");
    expect(projects.publicKeys()).toEqual([K1, K2]);
  });

  test("may have their id in the file's name", () => {
    const { projects } = load({ "42.json": project("one", [K1]), "x.json": project("two", [K2]) });
    expect(projects.stateOf(K1)).toMatchObject({ project: { projectId: "42" } });
    expect(projects.stateOf(K2)).toMatchObject({ project: { projectId: undefined } });
  });

  test("may be disabled", () => {
    const { projects } = load({ "one.json": project("one", [K1], { disabled: true, rev: "r" }) });
    expect(projects.stateOf(K1)).toEqual({ status: "disabled", revision: "r" });
  });

  test("are only those of JSON files", () => {
    const { projects, problems } = load({ "notes.txt": "x", "one.json~": project("one", [K1]) });
    expect([projects.publicKeys(), problems]).toEqual([[], []]);
  });
});

describe("the default", () => {
  const config = { allowedDomains: ["example.com"] };
  const files = {
    "default.json": JSON.stringify({ slug: "any", projectId: 1, config }),
    "one.json": project("one", [K1]),
  };

  test("stands for every other key, with the project id of the URL", () => {
    const { projects } = load(files);
    const state = projects.stateOf(K2);
    if (state.status !== "enabled") throw new Error(state.status);
    expect(state.project.publicKeys).toEqual([{ publicKey: K2, numericId: undefined }]);
    expect(state.project.projectId).toBeUndefined();
    expect(state.project.config.allowedDomains).toEqual(["example.com"]);
  });

  test("is replaced by a specific file, not merged with it", () => {
    const state = load(files).projects.stateOf(K1);
    if (state.status !== "enabled") throw new Error(state.status);
    expect(state.project.config.allowedDomains).toEqual(["*"]);
  });

  test("may refuse every other key", () => {
    const { projects } = load({ ...files, "default.json": '{"disabled":true}' });
    expect(projects.stateOf(K2).status).toBe("disabled");
    expect(projects.stateOf(K1).status).toBe("enabled");
  });

  test("names no keys", () => {
    const { projects, problems } = load({ "default.json": project("any", [K1]) });
    expect(problems.map(({ file }) => file)).toEqual(["default.json"]);
    expect(projects.hasDefault).toBe(false);
  });
});

describe("files that change", () => {
  const first = load({ "one.json": project("one", [K1]), "two.json": project("two", [K2]) }).projects;

  test("a broken one keeps what it said, and is reported", () => {
    const broken = { "one.json": "{", "two.json": project("two", [K2], { config: { features: 5 } }) };
    const { projects, problems } = load(broken, first);
    expect([slugOf(projects.stateOf(K1)), slugOf(projects.stateOf(K2))]).toEqual(["one", "two"]);
    expect(problems).toEqual([
      { file: "one.json", reason: expect.stringContaining("is no JSON") },
      { file: "two.json", reason: "features is no list" },
    ]);
    const again = load(broken, projects).projects;
    expect(slugOf(again.stateOf(K1))).toBe("one");
  });

  test("a broken one that was never good has no state", () => {
    const { projects, problems } = load({ "one.json": "{" });
    expect(projects.stateOf(K1).status).toBe("disabled");
    expect(problems).toHaveLength(1);
    expect(load({ "one.json": project("x", []) }).problems).toEqual([
      { file: "one.json", reason: "publicKeys: names no key" },
    ]);
  });

  test("one that is gone takes its projects along", () => {
    const { projects } = load({ "two.json": project("changed", [K2]) }, first);
    expect([slugOf(projects.stateOf(K1)), slugOf(projects.stateOf(K2))]).toEqual(["disabled", "changed"]);
  });

  test("of two that name a key the first by name has it, and the other is reported", () => {
    const { projects, problems } = load({ "b.json": project("b", [K1, K2]), "a.json": project("a", [K1]) });
    expect([slugOf(projects.stateOf(K1)), slugOf(projects.stateOf(K2))]).toEqual(["a", "b"]);
    expect(problems).toEqual([{ file: "b.json", reason: expect.stringContaining("another file") }]);
  });
});
