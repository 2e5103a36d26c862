/** Everything of ours that can be broken: the function answers all the same, and the log has one line about it. */
import { afterEach, describe, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { type Layer, layerFiles } from "../support/lambda/built-layers.ts";
import { customFunction, KEY, SENTRY_DSN } from "../support/lambda/handlers.ts";
import { type BoxOptions, RieBox } from "../support/lambda/rie.ts";
import { missing } from "../support/needs.ts";

let box: RieBox | undefined;
let sentry: FakeSentry;

async function start(options: Partial<BoxOptions> = {}, layer: Layer = "universal"): Promise<RieBox> {
  const { files, binaries } = await layerFiles(layer);
  sentry = FakeSentry.start();
  box = await RieBox.start({
    upstreamPort: sentry.port,
    ...options,
    files: { ...files, ...customFunction(), ...options.files },
    binaries,
    env: { SENTRY_DSN, ...options.env },
  });
  return box;
}

afterEach(async () => {
  await box?.stop();
  box = undefined;
  sentry?.stop();
});

function ownLines(log: string): string[] {
  return log.split("\n").filter((line) => line.includes("[baton]"));
}

function incidents(): string[] {
  const events = sentry.items("event").map((item) => JSON.parse(Buffer.from(item.payload).toString()));
  return events
    .filter((event) => event.tags?.["aws.lambda.incident"])
    .map((event) => event.exception.values[0].type);
}

function messages(): string[] {
  return sentry.items("event").map((item) => JSON.parse(Buffer.from(item.payload).toString()).message);
}

describe.skipIf(missing("linux", "namespaces", "unzip"))("the function answers", () => {
  test("when port 9000 is taken", async () => {
    const before = `"$BUN" -e 'require("net").createServer((s) => s.destroy()).listen(9000, "127.0.0.1")' & sleep 0.3`;
    const running = await start({ before });
    expect(await running.invoke({})).toMatchObject({ status: 200, body: '{"answers":[]}' });
    expect((await running.invoke({})).status).toBe(200);
    expect(ownLines(running.log)).toEqual([expect.stringContaining("9000")]);
    expect(await running.stop()).toBeLessThan(1_000);
  }, 60_000);

  test("without any DSN", async () => {
    const running = await start({ env: { SENTRY_DSN: "" } });
    expect((await running.invoke({})).status).toBe(200);
    expect(ownLines(running.log).length).toBeLessThanOrEqual(1);
  }, 60_000);

  test("when the configuration is broken", async () => {
    const running = await start({ files: { "task/.relay/config.yml": "relay:\n  port: [nonsense\n" } });
    expect((await running.invoke({})).status).toBe(200);
    expect(ownLines(running.log)).toEqual([expect.stringContaining("config")]);
  }, 60_000);

  test("with a config.yml that needs the whole of YAML, in the node layer too", async () => {
    const yaml =
      "anchors: &limits {max_hold_ms: 100}\naws:\n  lambda:\n    <<: *limits\n    ports: [9000, 5333]\n";
    for (const layer of ["universal", "node"] as const) {
      const running = await start({ files: { "task/.relay/config.yml": yaml } }, layer);
      await running.invoke({ send: "configured" });
      await sentry.waitFor(() => messages().includes("configured"));
      await running.stop();
      box = undefined;
      sentry.stop();
    }
  }, 60_000);

  test("when /tmp is full, or read-only, and the upstream dead", async () => {
    for (const mount of ["mount -t tmpfs -o size=4k tmpfs /tmp", "mount -t tmpfs -o ro tmpfs /tmp"]) {
      const running = await start({ before: mount });
      sentry.refuse();
      const answer = await running.invoke({ send: ["a", "b"] });
      expect(JSON.parse(answer.body).answers.map(({ status }: { status: number }) => status)).toEqual([
        200, 200,
      ]);
      expect(await running.stop()).toBeLessThan(2_300);
      box = undefined;
      sentry.stop();
    }
  }, 60_000);

  test("when the spool in /tmp is torn", async () => {
    const before = "head -c 70000 /dev/urandom > /tmp/baton-spool.db";
    const running = await start({ before });
    expect(JSON.parse((await running.invoke({ send: "after" })).body).answers[0].status).toBe(200);
    await sentry.waitFor(() => messages().includes("after"));
  }, 60_000);

  test("and is not asked for INVOKE with flush: shutdown", async () => {
    const running = await start({ env: { BATON_AWS_LAMBDA_FLUSH: "shutdown" } });
    await running.invoke({ send: "late" });
    expect(running.log).toContain("subscribed to [SHUTDOWN]");
    await sentry.waitFor(() => messages().includes("late"));
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("the function's folder and environment", () => {
  const trap =
    'require("fs").writeFileSync("/var/task/trapped", process.argv[0]); throw new Error("trapped")';

  for (const layer of ["universal", "node"] as const) {
    test(`do not reach the ${layer} layer`, async () => {
      const running = await start(
        {
          files: {
            "task/.env": "SENTRY_DSN=http://wrong@127.0.0.1:1/1\nBATON_AWS_LAMBDA_ENABLED=nonsense\n",
            "task/bunfig.toml": 'preload = ["./trap.cjs"]\n',
            "task/trap.cjs": trap,
          },
          // The runtime gets them too; only the extension must not care.
          env: { BUN_BE_BUN: "1", BUN_OPTIONS: "--preload /var/task/trap.cjs", BUN_INSPECT: "1" },
        },
        layer,
      );
      expect(JSON.parse((await running.invoke({ send: "through" })).body).answers[0].status).toBe(200);
      await sentry.waitFor(() => messages().includes("through"));
      expect(running.log).not.toContain("trapped");
    }, 60_000);
  }

  test("NODE_OPTIONS does not reach the node layer", async () => {
    const running = await start(
      {
        files: {
          "task/trap.cjs": 'if (process.argv[1]?.includes("baton")) { throw new Error("trapped"); }',
        },
        env: { NODE_OPTIONS: "--require /var/task/trap.cjs" },
      },
      "node",
    );
    expect(JSON.parse((await running.invoke({ send: "through" })).body).answers[0].status).toBe(200);
    expect(running.log).not.toContain("trapped");
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("the tunnel", () => {
  test("takes only what it is allowed to forward", async () => {
    const running = await start();
    const strange = { dsn: "https://a94ae32be2584e0bbd7a4cbb95971fee@collector.example/1" };
    const answer = await running.invoke({ send: "stolen", header: strange });
    expect(JSON.parse(answer.body).answers[0]).toMatchObject({
      status: 403,
      body: '{"error":"DSN not allowed"}',
    });
    const none = await running.invoke({ send: "nobody's", header: { dsn: null } });
    expect(JSON.parse(none.body).answers[0].status).toBe(400);
    expect(messages()).toEqual([]);
    await running.invoke({ send: "fine", header: { dsn: `http://${KEY}@127.0.0.1:9999/42` } });
    await sentry.waitFor(() => messages().includes("fine"));
  }, 60_000);

  test("answers in a moment, and passes limits on once it knows them", async () => {
    const running = await start();
    await running.invoke({ send: "warm" });
    sentry.fail({ kind: "status", status: 429, headers: { "x-sentry-rate-limits": "60::organization" } });
    await running.invoke({ send: "limited" });
    await sentry.waitFor(({ requests }) => requests.length >= 2);
    const answer = JSON.parse((await running.invoke({ send: "told" })).body).answers[0];
    expect(answer.status).toBe(429);
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("a frozen environment", () => {
  test("whose connections died meanwhile delivers on fresh ones, once", async () => {
    const running = await start();
    await running.invoke({ send: "before" });
    await sentry.waitFor(() => messages().includes("before"));
    running.freeze(true);
    sentry.refuse(); // drops the connections
    sentry.heal();
    await Bun.sleep(1_000);
    running.freeze(false);
    await running.invoke({ send: "after" });
    await sentry.waitFor(() => messages().includes("after"));
    expect(messages().filter((message) => message === "after")).toHaveLength(1);
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("an environment that comes back", () => {
  test("delivers what the process before it could not, with the crash that ended it", async () => {
    const running = await start();
    sentry.refuse();
    await running.invoke({ send: "before the crash" });
    expect((await running.invoke({ crash: 1 })).status).toBe(502);
    expect(messages()).toEqual([]);
    sentry.heal();
    await running.invoke({ send: "after" });
    await sentry.waitFor(() => messages().includes("before the crash") && messages().includes("after"));
    await sentry.waitFor(() => incidents().length > 0);
    expect(incidents()).toEqual(["FunctionCrash"]);
  }, 60_000);

  // The emulator ends the first failed init with `spindown`, as if it had been idle: only the second start says `failure`.
  test("reports a function that cannot start, once", async () => {
    const running = await start({ files: { "task/index.mjs": "import 'no-such-package';\n" } });
    expect((await running.invoke({})).status).toBe(502);
    expect((await running.invoke({})).status).toBe(502);
    await sentry.waitFor(() => incidents().length > 0);
    await Bun.sleep(300);
    expect(incidents()).toEqual(["FunctionInitFailure"]);
  }, 60_000);
});
