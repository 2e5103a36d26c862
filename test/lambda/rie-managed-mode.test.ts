/** Managed mode in AWS's emulator: what the upstream says of a project decides what leaves the function. */
import { afterEach, describe, expect, test } from "bun:test";
import type { FakeSentry } from "../support/fake-sentry.ts";
import { BoxedFunction, type BoxedOptions } from "../support/lambda/boxed-function.ts";
import { customFunction, KEY, SENTRY_DSN } from "../support/lambda/handlers.ts";
import type { RieBox } from "../support/lambda/rie.ts";
import { createIdentity } from "../support/managed.ts";
import { missing } from "../support/needs.ts";
import { waitUntil } from "../support/wait.ts";

/** Default of `aws.lambda.max_hold_ms`: an invocation that is held in vain takes that much longer. */
const MAX_HOLD_MS = 1_500;
const LIMITED = KEY.replace("a", "c");
const NOTHING_BOUGHT = { quotas: [{ categories: ["error"], limit: 0, reasonCode: "nothing_bought" }] };

const boxed = new BoxedFunction(customFunction);
afterEach(() => boxed.end());

function knowProjects({ projects }: FakeSentry): void {
  projects.add(KEY, 42);
  projects.add(LIMITED, 43, NOTHING_BOUGHT);
}

const identity = createIdentity();
const FROM_ENVIRONMENT = {
  RELAY_MODE: "managed",
  RELAY_ID: identity.id,
  RELAY_PUBLIC_KEY: identity.secret.publicKey.text,
  RELAY_SECRET_KEY: identity.secret.text,
};

function start(options: BoxedOptions = {}): Promise<RieBox> {
  return boxed.start({
    prepare: knowProjects,
    ...options,
    env: { ...FROM_ENVIRONMENT, ...options.env },
  });
}

/** From a folder in a layer, as little else as can be in the environment. */
function startFromLayer(options: BoxedOptions): Promise<RieBox> {
  const files = { "opt/.relay/credentials.json": identity.files["credentials.json"] ?? "" };
  return boxed.start({ prepare: knowProjects, files, env: { RELAY_MODE: "managed" }, ...options });
}

async function answerOf(running: RieBox, event: object): Promise<number> {
  return JSON.parse((await running.invoke(event)).body).answers[0].status;
}

function requestsTo(path: string): number {
  return boxed.sentry.requests.filter((request) => request.path.includes(path)).length;
}

describe.skipIf(missing("linux", "namespaces", "unzip"))("managed mode", () => {
  for (const layer of ["universal", "node"] as const) {
    test(`registers, asks for its projects and delivers, ${layer} layer`, async () => {
      const running = await startFromLayer({ layer });
      expect(await answerOf(running, { send: "first" })).toBe(200);
      await boxed.sentry.waitFor(() => boxed.messages().includes("first"));
      expect(boxed.sentry.projects.relays.get(identity.id)).toBe(identity.secret.publicKey.text);
      const [delivered] = boxed.sentry.envelopes;
      const names = delivered?.request.headers.map(([name]) => name.toLowerCase());
      expect(names).toContain("x-sentry-relay-signature");
      expect(boxed.payloads("event")[0].contexts["aws.lambda"]).toMatchObject({ cold_start: true });
      expect(await running.stop()).toBeLessThan(1_500);
      expect(boxed.ownLines()).toEqual([]);
    }, 60_000);
  }

  test("refuses what a quota of the project does not leave, and tells of it", async () => {
    const running = await start();
    const header = { dsn: SENTRY_DSN.replace(KEY, LIMITED).replace(/42$/, "43") };
    await waitUntil(
      async () => (await answerOf(running, { send: "no", header })) === 429,
      10_000,
      () => `never 429: ${running.log}`,
    );
    await running.invoke({ send: "yes" });
    await boxed.sentry.waitFor(() => boxed.messages().includes("yes"));
    await running.stop();
    expect(boxed.messages()).toEqual(["yes"]);
    const reports = boxed.payloads("client_report");
    expect(JSON.stringify(reports)).toContain("nothing_bought");
  }, 60_000);

  test("registers with the first invocation under SnapStart", async () => {
    const running = await start({ env: { AWS_LAMBDA_INITIALIZATION_TYPE: "snap-start" } });
    await running.invoke({ send: "restored" });
    await boxed.sentry.waitFor(() => boxed.messages().includes("restored"));
  }, 60_000);

  test("serves Managed Instances, where several invocations wait for the projects at once", async () => {
    const running = await start({
      maxConcurrency: 4,
      env: { AWS_LAMBDA_INITIALIZATION_TYPE: "lambda-managed-instances" },
    });
    await waitUntil(async () => (await running.invoke({})).status === 200, 5_000);
    await Bun.sleep(200); // until all workers ask for work
    const sent = ["a", "b", "c", "d"];
    for (const answer of await Promise.all(sent.map((send) => running.invoke({ send }))))
      expect(answer.status).toBe(200);
    await boxed.sentry.waitFor(() => sent.every((message) => boxed.messages().includes(message)));
  }, 60_000);

  test("reports a timeout", async () => {
    const running = await start({ limitS: 3 });
    expect((await running.invoke({ sleep: 10_000 })).body).toContain("timed out");
    await boxed.sentry.waitFor(() => boxed.incidents().length > 0);
    expect(boxed.incidentTypes()).toEqual(["FunctionTimeout"]);
  }, 60_000);

  test("a kill of the sandbox's processes loses nothing that waited", async () => {
    const running = await start();
    await running.invoke({ send: "before" });
    await boxed.sentry.waitFor(() => boxed.messages().includes("before"));
    boxed.sentry.refuse();
    await running.invoke({ send: "meanwhile" });
    expect((await running.invoke({ crash: 1 })).status).toBe(502);
    boxed.sentry.heal();
    await running.invoke({ send: "after" });
    await boxed.sentry.waitFor(() => ["meanwhile", "after"].every((one) => boxed.messages().includes(one)));
    await boxed.sentry.waitFor(() => boxed.incidents().length > 0);
    expect(boxed.incidentTypes()).toEqual(["FunctionCrash"]);
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("managed mode, while the upstream is away", () => {
  test("no invocation waits for it, and all is delivered when it is back", async () => {
    const running = await start({
      prepare: (sentry) => {
        knowProjects(sentry);
        sentry.refuse();
      },
    });
    const tookMs: number[] = [];
    for (let n = 0; n < 5; n++) tookMs.push((await running.invoke({ send: `dead ${n}` })).tookMs);
    expect(Math.max(...tookMs.slice(1))).toBeLessThan(MAX_HOLD_MS);
    expect(requestsTo("/envelope/")).toBe(0);
    boxed.sentry.heal();
    await boxed.sentry.waitFor(() => new Set(boxed.messages()).size === 5, 20_000);
    expect(boxed.ownLines().length).toBeLessThanOrEqual(2);
  }, 60_000);

  test("what cannot be judged before the end is saved, and counted in the log", async () => {
    const running = await start({
      prepare: (sentry) => {
        knowProjects(sentry);
        sentry.refuse();
      },
    });
    await running.invoke({ send: ["a", "b", "c"] });
    expect(await running.stop()).toBeLessThan(2_300);
    expect(boxed.ownLines().at(-1)).toContain("saved=3");
  }, 60_000);

  test("a process that comes back goes on with what the one before it was told", async () => {
    const running = await start();
    await running.invoke({ send: "before" });
    await boxed.sentry.waitFor(() => boxed.messages().includes("before"));
    expect((await running.invoke({ crash: 1 })).status).toBe(502);
    boxed.sentry.fail({ kind: "status", status: 503 }, { path: "/api/0/relays/projectconfigs/" });
    await running.invoke({ send: "from the snapshot" });
    await boxed.sentry.waitFor(() => boxed.messages().includes("from the snapshot"));
  }, 60_000);
});

describe.skipIf(missing("linux", "namespaces", "unzip"))("managed mode that cannot be", () => {
  test("without credentials the function answers, and the log says what is missing", async () => {
    const running = await boxed.start({ env: { RELAY_MODE: "managed" } });
    expect((await running.invoke({})).status).toBe(200);
    expect(boxed.ownLines()).toEqual([expect.stringContaining("credentials")]);
    expect(boxed.sentry.requests).toEqual([]);
  }, 60_000);

  test("an upstream that will not have this relay is asked once, and holds up nobody", async () => {
    const running = await start({
      prepare: ({ projects }) => {
        projects.denyRegistration = true;
      },
    });
    const tookMs: number[] = [];
    for (let n = 0; n < 3; n++) tookMs.push((await running.invoke({ send: `denied ${n}` })).tookMs);
    expect(Math.max(...tookMs.slice(1))).toBeLessThan(MAX_HOLD_MS);
    expect(boxed.ownLines().filter((line) => line.includes("does not accept this relay"))).toHaveLength(1);
    expect(requestsTo("/register/")).toBe(1);
    expect(await running.stop()).toBeLessThan(1_600); // there is nothing to wait for
    expect(boxed.ownLines().at(-1)).toContain("saved=3");
  }, 60_000);
});
