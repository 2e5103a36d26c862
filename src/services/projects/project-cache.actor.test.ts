import { describe, expect, test } from "bun:test";
import { type ProjectState, parseProjectState } from "../../domain/project/project-state.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import type { UpstreamProtocol, UpstreamResult } from "../upstream/protocol.ts";
import { ProjectCache } from "./project-cache.actor.ts";
import { ProjectFetcher } from "./project-fetcher.actor.ts";
import { ProjectReader, type ProjectWaiter } from "./project-reader.actor.ts";
import { ProjectReads } from "./project-reads.ts";
import type { SavedState, SnapshotProtocol } from "./protocol.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);
const NETWORK: UpstreamResult = { kind: "network", code: "BATON_HTTP_CONNECT", outage: false };

interface Query {
  readonly publicKeys: readonly string[];
  readonly revisions: readonly (string | null)[];
  readonly fullConfig: boolean;
}

const wire = (publicKey: string, rev = "r1") => ({
  projectId: 42,
  organizationId: 1,
  rev,
  publicKeys: [{ publicKey }],
  config: {},
});

function stateOf(publicKey: string): ProjectState {
  const parsed = parseProjectState(JSON.stringify(wire(publicKey)));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Cache, fetcher and two Arbiters' readers over an upstream that answers with `answer`. */
class Bench {
  readonly system = TestSystem.start();
  readonly queries: (Query & { atMs: number })[] = [];
  readonly readers = [0, 1].map(() => ({
    reads: new ProjectReads({ monotonic: () => this.system.clock.monotonicMs() }),
    waiter: this.system.probe<ProjectWaiter>(),
  }));
  answer: (query: Query) => unknown = ({ publicKeys }) => ({
    configs: Object.fromEntries(publicKeys.map((key) => [key, wire(key)])),
  });
  result: UpstreamResult | Promise<UpstreamResult> | undefined;

  constructor(options: { readonly saved?: readonly SavedState[]; readonly batchSize?: number } = {}) {
    const upstream = this.system.probe<UpstreamProtocol>();
    upstream.respond("query", ({ body }) => {
      const query = JSON.parse(utf8Text(body as Uint8Array)) as Query;
      this.queries.push({ ...query, atMs: this.system.clock.monotonicMs() });
      return (
        this.result ?? {
          kind: "answer",
          status: 200,
          headers: [],
          body: utf8Bytes(JSON.stringify(this.answer(query))),
        }
      );
    });
    const snapshot = this.system.probe<SnapshotProtocol>();
    snapshot.respond("load", ({ publicKeys }) =>
      (options.saved ?? []).filter(({ publicKey }) => publicKeys.includes(publicKey)),
    );
    const cache = this.system.spawn(
      () =>
        new ProjectCache({
          options: { expiryMs: 300_000, graceMs: 120_000, refreshMs: undefined, maxProjects: 1_000 },
          snapshot: snapshot.address,
          spawnFetcher: (ctx) =>
            ctx.spawn(
              "fetcher",
              () =>
                new ProjectFetcher({
                  upstream: upstream.address,
                  listener: ctx.self,
                  options: {
                    batchMs: 100,
                    batchSize: options.batchSize ?? 500,
                    maxQueries: 2,
                    wantsFullConfig: false,
                    queryTimeoutMs: 30_000,
                    maxRetryIntervalMs: 60_000,
                    failureMs: 90_000,
                    lateMs: 5_000,
                  },
                }),
            ),
        }),
    );
    for (const [index, { reads, waiter }] of this.readers.entries())
      this.system.spawn(() => new ProjectReader({ reads, source: cache, index, waiter: waiter.address }));
  }

  use(publicKey: string, arbiter = 0): string {
    return (this.readers[arbiter] as (typeof this.readers)[number]).reads.use(publicKey).status;
  }

  asked(): readonly (readonly string[])[] {
    return this.queries.map(({ publicKeys }) => publicKeys);
  }
}

describe("knowing projects", () => {
  test("keys are asked for together, once, and all Arbiters that use them hear of it", async () => {
    const bench = new Bench();
    expect([bench.use(A), bench.use(B), bench.use(A, 1)]).toEqual(["pending", "pending", "pending"]);
    await bench.system.advance(100);
    expect(bench.asked()).toEqual([[A, B]]);
    expect([bench.use(A), bench.use(B), bench.use(A, 1)]).toEqual(["enabled", "enabled", "enabled"]);
    const ready = bench.readers.map(({ waiter }) => waiter.drain().flatMap(({ msg }) => msg.publicKeys));
    expect(ready).toEqual([[A, B], [A]]);
    expect(bench.use(B, 1)).toBe("pending");
    await bench.system.settle();
    expect(bench.use(B, 1)).toBe("enabled");
    expect(bench.queries).toHaveLength(1);
    await bench.system.stop();
  });

  test("a stale state stays in use while it is asked for with its revision", async () => {
    const bench = new Bench();
    bench.use(A);
    await bench.system.advance(300_200);
    bench.answer = () => ({ configs: {}, unchanged: [A] });
    expect(bench.use(A)).toBe("enabled");
    await bench.system.advance(100);
    expect(bench.queries.at(-1)).toMatchObject({ publicKeys: [A], revisions: ["r1"] });
    await bench.system.advance(290_000);
    bench.use(A);
    await bench.system.advance(1_000);
    expect(bench.queries).toHaveLength(2);
    await bench.system.stop();
  });

  test("a key that nobody uses is forgotten everywhere", async () => {
    const bench = new Bench();
    bench.use(A);
    await bench.system.advance(422_000);
    expect(bench.readers[0]?.reads.size).toBe(0);
    expect(bench.use(A)).toBe("pending");
    await bench.system.stop();
  });

  test("a pending key is asked for again, an unreadable one too, an unmentioned one is disabled", async () => {
    const bench = new Bench();
    let round = 0;
    bench.answer = () =>
      round++ === 0 ? { configs: { [B]: { projectId: "x" } }, pending: [A] } : { configs: {} };
    bench.use(A);
    bench.use(B);
    await bench.system.advance(100);
    expect([bench.use(A), bench.use(B)]).toEqual(["pending", "pending"]);
    await bench.system.advance(100);
    expect([bench.use(A), bench.use(B)]).toEqual(["disabled", "disabled"]);
    await bench.system.stop();
  });

  test("many keys go in several requests, and what is over in the next cycle", async () => {
    const bench = new Bench({ batchSize: 2 });
    for (let i = 0; i < 5; i++) bench.use(`${i}`.repeat(32));
    await bench.system.advance(250);
    expect(bench.queries.map(({ publicKeys, atMs }) => [publicKeys.length, atMs])).toEqual([
      [2, 100],
      [2, 100],
      [1, 200],
    ]);
    await bench.system.stop();
  });
});

describe("an upstream that fails", () => {
  test("is asked with growing pauses, until one answer comes", async () => {
    const bench = new Bench();
    bench.result = NETWORK;
    bench.use(A);
    await bench.system.advance(5_000);
    expect(bench.queries.map(({ atMs }) => atMs)).toEqual([100, 200, 1_300, 2_900]);
    bench.result = undefined;
    await bench.system.advance(1_000);
    expect(bench.use(A)).toBe("enabled");
    await bench.system.stop();
  });

  test("leaves the states of an earlier run in use, and then gives new ones", async () => {
    const bench = new Bench({ saved: [{ publicKey: A, state: stateOf(A) }] });
    bench.result = NETWORK;
    bench.use(A);
    bench.use(B);
    await bench.system.advance(110);
    expect([bench.use(A), bench.use(B)]).toEqual(["enabled", "pending"]);
    bench.result = undefined;
    bench.answer = () => ({ configs: {} });
    await bench.system.advance(60_000);
    expect([bench.use(A), bench.use(B)]).toEqual(["disabled", "disabled"]);
    await bench.system.stop();
  });

  test("that is silent is as good as one that fails", async () => {
    const bench = new Bench({ saved: [{ publicKey: A, state: stateOf(A) }] });
    bench.result = new Promise(() => {});
    bench.use(A);
    await bench.system.advance(5_000);
    expect(bench.use(A)).toBe("pending");
    await bench.system.advance(200);
    expect(bench.use(A)).toBe("enabled");
    await bench.system.stop("immediate");
  });
});
