/** Everything of ours that can be broken: the function answers all the same, and the log has one line about it. */
import { afterEach, describe, expect, test } from "bun:test";
import { BoxedFunction } from "../support/lambda/boxed-function.ts";
import { customFunction, KEY } from "../support/lambda/handlers.ts";
import { missing } from "../support/needs.ts";

const boxed = new BoxedFunction(customFunction);
afterEach(() => boxed.end());

describe.skipIf(missing("linux", "namespaces", "unzip"))("the function answers", () => {
  test("when port 9000 is taken", async () => {
    const before = `"$BUN" -e 'require("net").createServer((s) => s.destroy()).listen(9000, "127.0.0.1")' & sleep 0.3`;
    const running = await boxed.start({ before });
    expect(await running.invoke({})).toMatchObject({ status: 200, body: '{"answers":[]}' });
    expect((await running.invoke({})).status).toBe(200);
    expect(boxed.ownLines()).toEqual([expect.stringContaining("9000")]);
    expect(await running.stop()).toBeLessThan(1_000);
  }, 60_000);

  test("without any DSN", async () => {
    const running = await boxed.start({ env: { SENTRY_DSN: "" } });
    expect((await running.invoke({})).status).toBe(200);
    expect(boxed.ownLines().length).toBeLessThanOrEqual(1);
  }, 60_000);

  test("when the configuration is broken", async () => {
    const running = await boxed.start({ files: { "task/.relay/config.yml": "relay:\n  port: [nonsense\n" } });
    expect((await running.invoke({})).status).toBe(200);
    expect(boxed.ownLines()).toEqual([expect.stringContaining("config")]);
  }, 60_000);

  test("with a config.yml that needs the whole of YAML, in the node layer too", async () => {
    const yaml =
      "anchors: &limits {max_hold_ms: 100}\naws:\n  lambda:\n    <<: *limits\n    ports: [9000, 5333]\n";
    for (const layer of ["universal", "node"] as const) {
      const running = await boxed.start({ layer, files: { "task/.relay/config.yml": yaml } });
      await running.invoke({ send: "configured" });
      await boxed.sentry.waitFor(() => boxed.messages().includes("configured"));
      await boxed.end();
    }
  }, 60_000);

  test("when /tmp is full, or read-only, and the upstream dead", async () => {
    for (const mount of ["mount -t tmpfs -o size=4k tmpfs /tmp", "mount -t tmpfs -o ro tmpfs /tmp"]) {
      const running = await boxed.start({ before: mount });
      boxed.sentry.refuse();
      const answer = await running.invoke({ send: ["a", "b"] });
      expect(JSON.parse(answer.body).answers.map(({ status }: { status: number }) => status)).toEqual([
        200, 200,
      ]);
      expect(await running.stop()).toBeLessThan(2_300);
      await boxed.end();
    }
  }, 60_000);

  test("when the spool in /tmp is torn", async () => {
    const before = "head -c 70000 /dev/urandom > /tmp/baton-spool.db";
    const running = await boxed.start({ before });
    expect(JSON.parse((await running.invoke({ send: "after" })).body).answers[0].status).toBe(200);
    await boxed.sentry.waitFor(() => boxed.messages().includes("after"));
  }, 60_000);

  test("and is not asked for INVOKE with flush: shutdown", async () => {
    const running = await boxed.start({ env: { BATON_AWS_LAMBDA_FLUSH: "shutdown" } });
    await running.invoke({ send: "late" });
    expect(running.log).toContain("subscribed to [SHUTDOWN]");
    await boxed.sentry.waitFor(() => boxed.messages().includes("late"));
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("the function's folder and environment", () => {
  const trap =
    'require("fs").writeFileSync("/var/task/trapped", process.argv[0]); throw new Error("trapped")';

  for (const layer of ["universal", "node"] as const) {
    test(`do not reach the ${layer} layer`, async () => {
      const running = await boxed.start({
        layer,
        files: {
          "task/.env": "SENTRY_DSN=http://wrong@127.0.0.1:1/1\nBATON_AWS_LAMBDA_ENABLED=nonsense\n",
          "task/bunfig.toml": 'preload = ["./trap.cjs"]\n',
          "task/trap.cjs": trap,
        },
        // The runtime gets them too; only the extension must not care.
        env: { BUN_BE_BUN: "1", BUN_OPTIONS: "--preload /var/task/trap.cjs", BUN_INSPECT: "1" },
      });
      expect(JSON.parse((await running.invoke({ send: "through" })).body).answers[0].status).toBe(200);
      await boxed.sentry.waitFor(() => boxed.messages().includes("through"));
      expect(running.log).not.toContain("trapped");
    }, 60_000);
  }

  test("NODE_OPTIONS does not reach the node layer", async () => {
    const running = await boxed.start({
      layer: "node",
      files: {
        "task/trap.cjs": 'if (process.argv[1]?.includes("baton")) { throw new Error("trapped"); }',
      },
      env: { NODE_OPTIONS: "--require /var/task/trap.cjs" },
    });
    expect(JSON.parse((await running.invoke({ send: "through" })).body).answers[0].status).toBe(200);
    expect(running.log).not.toContain("trapped");
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("the tunnel", () => {
  test("takes only what it is allowed to forward", async () => {
    const running = await boxed.start();
    const strange = { dsn: "https://a94ae32be2584e0bbd7a4cbb95971fee@collector.example/1" };
    const answer = await running.invoke({ send: "stolen", header: strange });
    expect(JSON.parse(answer.body).answers[0]).toMatchObject({
      status: 403,
      body: '{"error":"DSN not allowed"}',
    });
    const none = await running.invoke({ send: "nobody's", header: { dsn: null } });
    expect(JSON.parse(none.body).answers[0].status).toBe(400);
    expect(boxed.messages()).toEqual([]);
    await running.invoke({ send: "fine", header: { dsn: `http://${KEY}@127.0.0.1:9999/42` } });
    await boxed.sentry.waitFor(() => boxed.messages().includes("fine"));
  }, 60_000);

  test("answers in a moment, and passes limits on once it knows them", async () => {
    const running = await boxed.start();
    await running.invoke({ send: "warm" });
    boxed.sentry.fail({
      kind: "status",
      status: 429,
      headers: { "x-sentry-rate-limits": "60::organization" },
    });
    await running.invoke({ send: "limited" });
    await boxed.sentry.waitFor(({ requests }) => requests.length >= 2);
    const answer = JSON.parse((await running.invoke({ send: "told" })).body).answers[0];
    expect(answer.status).toBe(429);
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("a frozen environment", () => {
  test("whose connections died meanwhile delivers on fresh ones, once", async () => {
    const running = await boxed.start();
    await running.invoke({ send: "before" });
    await boxed.sentry.waitFor(() => boxed.messages().includes("before"));
    running.freeze(true);
    boxed.sentry.refuse(); // drops the connections
    boxed.sentry.heal();
    await Bun.sleep(1_000);
    running.freeze(false);
    await running.invoke({ send: "after" });
    await boxed.sentry.waitFor(() => boxed.messages().includes("after"));
    expect(boxed.messages().filter((message) => message === "after")).toHaveLength(1);
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("an environment that comes back", () => {
  test("delivers what the process before it could not, with the crash that ended it", async () => {
    const running = await boxed.start();
    boxed.sentry.refuse();
    await running.invoke({ send: "before the crash" });
    expect((await running.invoke({ crash: 1 })).status).toBe(502);
    expect(boxed.messages()).toEqual([]);
    boxed.sentry.heal();
    await running.invoke({ send: "after" });
    await boxed.sentry.waitFor(
      () => boxed.messages().includes("before the crash") && boxed.messages().includes("after"),
    );
    await boxed.sentry.waitFor(() => boxed.incidents().length > 0);
    expect(boxed.incidentTypes()).toEqual(["FunctionCrash"]);
  }, 60_000);

  // The emulator ends the first failed init with `spindown`, as if it had been idle: only the second start says `failure`.
  test("reports a function that cannot start, once", async () => {
    const running = await boxed.start({ files: { "task/index.mjs": "import 'no-such-package';\n" } });
    for (let n = 0; n < 3; n++) expect((await running.invoke({})).status).toBe(502);
    await boxed.sentry.waitFor(() => boxed.incidents().length > 0);
    await Bun.sleep(300);
    expect(boxed.incidentTypes()).toEqual(["FunctionInitFailure"]);
  }, 60_000);
});
