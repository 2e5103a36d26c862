import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { join, resolve } from "node:path";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const MAIN = resolve(import.meta.dir, "../../src/main.ts");

let sentry: FakeSentry;
let relay: RelayProcess;

beforeAll(async () => {
  sentry = FakeSentry.start();
  sentry.projects.add(KEY, 42, {});
  relay = await RelayProcess.start({
    upstream: sentry.url,
    config: { relay: { mode: "managed", arbiters: 2 } },
    files: createIdentity().files,
  });
});

afterAll(async () => {
  await relay.kill();
  sentry.stop();
});

function post(body: string) {
  return fetch(`${relay.url}/api/42/envelope/?sentry_key=${KEY}`, { method: "POST", body });
}

function baton(...words: string[]) {
  const child = Bun.spawn([process.execPath, MAIN, "-c", relay.folder, ...words], {
    stdout: "pipe",
    stderr: "pipe",
  });
  let out = "";
  const reading = (async () => {
    for await (const chunk of child.stdout) out += Buffer.from(chunk).toString();
  })();
  return {
    child,
    reading,
    lines: () => out.split("\n").filter((line) => line !== ""),
  };
}

test("the control socket is its owner's alone", () => {
  expect(statSync(join(relay.folder, "control.sock")).mode & 0o777).toBe(0o600);
});

test("autoscaling tells numbers in the reference's words", async () => {
  await fetch(`${relay.url}/api/relay/autoscaling/`); // how busy it is shows between two questions
  const answer = await fetch(`${relay.url}/api/relay/autoscaling/`);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  const lines = (await answer.text()).trimEnd().split("\n");
  expect(lines[0]).toMatch(/^relay_memory_usage 0\.\d+$/);
  expect(lines.slice(1, 4)).toEqual(["relay_up 1", "relay_spool_item_count 0", "relay_spool_total_size 0"]);
  const services = lines.filter((line) =>
    /^relay_service_utilization\{relay_service="\w+", instance_id="[01]"\} \d+$/.test(line),
  );
  expect(services.filter((line) => line.includes("EnvelopeBufferService"))).toHaveLength(2);
  expect(services.some((line) => line.includes('"AggregatorService", instance_id="0"'))).toBe(true);
  expect(lines.at(-2)).toMatch(/^relay_worker_pool_utilization \d+$/);
  expect(lines.at(-1)).toMatch(/^relay_runtime_utilization \d+$/);
  expect(lines).toHaveLength(4 + services.length + 2);
});

describe("baton top", () => {
  test("shows the actors of all threads once, as a table or as JSON", async () => {
    const table = baton("top", "--once");
    await table.child.exited;
    await table.reading;
    expect(table.lines()[0]).toMatch(/^actor +arbiter +state/);
    expect(table.lines().filter((line) => line.startsWith("/hold"))).toHaveLength(2);
    const asJson = baton("top", "--once", "--format", "json");
    await asJson.child.exited;
    await asJson.reading;
    const actors = asJson.lines().map((line) => JSON.parse(line));
    expect(actors.find(({ path, arbiter }) => path === "/hold" && arbiter === "ingest-1")).toMatchObject({
      state: "running",
      restarts: 0,
    });
  });
});

describe("baton tap", () => {
  test("follows what passes to its end, and explains what is dropped behind the door", async () => {
    const all = baton("tap", "--format", "json");
    const dropped = baton("tap", "--format", "json", "--dropped");
    await waitUntil(
      () => relay.log.includes("somebody watches"),
      10_000,
      () => relay.log,
    );
    await Bun.sleep(300); // the second tap as well
    await post('{}\n{"type":"event"}\n{"message":"passes"}\n');
    await post('{}\n{"type":"replay_event"}\n{"replay_id":"3bf0c84598b54c10b0215873d2d35a03"}\n');
    await post("junk");
    const rows = (tap: typeof all) => tap.lines().map((line) => JSON.parse(line));
    await waitUntil(
      () => rows(dropped).length >= 2,
      10_000,
      () => JSON.stringify([rows(all), rows(dropped)], null, 1) + relay.log,
    );
    await waitUntil(
      () => rows(all).some(({ title, fate }) => title === "passes" && fate.outcome === "forwarded"),
      10_000,
      () => JSON.stringify(rows(all), null, 1) + relay.log,
    );
    expect(rows(dropped).every(({ fate }) => fate.outcome !== "forwarded")).toBe(true);
    expect(rows(dropped)).toContainEqual(expect.objectContaining({ type: "request" }));
    expect(rows(dropped)).toContainEqual(
      expect.objectContaining({
        type: "replay",
        project: "42",
        fate: expect.objectContaining({ stage: "process" }),
      }),
    );
    for (const tap of [all, dropped]) {
      tap.child.kill("SIGTERM");
      await tap.child.exited;
    }
  }, 40_000);
});
