import { describe, expect, test } from "bun:test";
import { within } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { Fault } from "../../kernel/base/fault.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type {
  HttpClient,
  HttpClientListener,
  HttpClientRequest,
  HttpClientResponse,
} from "../../kernel/runtime/http.ts";
import type { Gate, GateKeeper, UpstreamListener, UpstreamRequest, UpstreamResult } from "./protocol.ts";
import { Upstream } from "./upstream.actor.ts";

const LOST = err(new Fault("refused", { code: "BATON_HTTP_CONNECT", source: "upstream" }));
const answered = (status: number): Result<HttpClientResponse, Fault> =>
  ok({ status, headers: [], header: () => undefined, body: new Uint8Array(0) });

/** A client whose answers wait until they are given. */
class FakeClient implements HttpClient {
  readonly open: {
    request: HttpClientRequest;
    answer: HttpClientListener;
  }[] = [];
  isClosed = false;
  crashes = false;

  request(request: HttpClientRequest): Promise<Result<HttpClientResponse, Fault>> {
    return new Promise((answer) => this.send(request, answer));
  }

  send(request: HttpClientRequest, answer: HttpClientListener): void {
    this.open.push({ request, answer });
  }

  /** Answers the oldest open request. @returns its path */
  next(result: Result<HttpClientResponse, Fault> = answered(200)): string | undefined {
    const first = this.open.shift();
    first?.answer(result);
    return first?.request.url.replace("http://up", "");
  }

  forgetIdle(): void {
    if (this.crashes) throw new Error("crash");
  }

  close(): void {
    this.isClosed = true;
  }
}

function start(gate: Gate = "open", maxConcurrent = 1) {
  const system = TestSystem.start();
  const clients: FakeClient[] = [];
  const listeners = new Set<never>();
  const keeper = system.probe<GateKeeper>();
  const upstream = system.spawn(() => {
    const client = new FakeClient();
    clients.push(client);
    return new Upstream({
      client,
      listeners,
      gateKeeper: keeper.address,
      options: {
        base: "http://up",
        hostHeader: undefined,
        timeoutMs: 5_000,
        maxConcurrent,
        outageGraceMs: 10_000,
        maxRetryIntervalMs: 60_000,
        gate,
      },
    });
  });
  const listener = system.probe<UpstreamListener>();
  upstream.send("listen", listener.address);
  const results: [string, UpstreamResult["kind"]][] = [];
  const ask = (kind: "deliver" | "query" | "knock", path: string): void => {
    const request: UpstreamRequest = { method: "POST", path, headers: [] };
    void upstream.ask(kind, request, within(1e9)).then((result) => results.push([path, result.kind]));
  };
  const client = () => clients.at(-1) as FakeClient;
  return { system, upstream, client, clients, listener, keeper, ask, results };
}

describe("the gate", () => {
  test("lets nothing through before it is open but who knocks", async () => {
    const { system, upstream, client, ask, listener } = start("waiting", 5);
    ask("deliver", "/envelope");
    ask("query", "/question");
    ask("knock", "/register");
    await system.settle();
    expect(client().open).toHaveLength(1);
    expect(client().next()).toBe("/register");
    upstream.send("gate", "open");
    await system.settle();
    expect([client().next(), client().next()]).toEqual(["/question", "/envelope"]);
    expect(listener.drain()).toEqual([{ type: "opened" }]);
    await system.settle();
    await system.stop();
  });

  test("that is denied fails what waits and what comes", async () => {
    const { system, upstream, ask, results, client } = start("waiting");
    ask("deliver", "/before");
    upstream.send("gate", "denied");
    await system.settle();
    ask("query", "/after");
    await system.settle();
    expect(results).toEqual([
      ["/before", "denied"],
      ["/after", "denied"],
    ]);
    expect(client().open).toEqual([]);
    await system.stop();
  });
});

test("questions go before envelopes, no more at once than may", async () => {
  const { system, client, ask } = start("open", 1);
  for (const path of ["/1", "/2"]) ask("deliver", path);
  ask("query", "/question");
  const order: (string | undefined)[] = [];
  for (let i = 0; i < 3; i++) {
    await system.settle();
    expect(client().open).toHaveLength(1);
    order.push(client().next());
  }
  expect(order).toEqual(["/1", "/question", "/2"]);
  await system.settle();
  await system.stop();
});

test("an outage is probed with growing pauses, nothing is sent meanwhile, and its end is told", async () => {
  const { system, client, ask, results, listener } = start("open", 5);
  listener.drain();
  for (const waitMs of [0, 10_000]) {
    await system.advance(waitMs);
    ask("deliver", `/at-${waitMs}`);
    await system.settle();
    client().next(waitMs === 0 ? LOST : answered(503));
    await system.settle();
  }
  ask("deliver", "/during");
  await system.settle();
  expect(results.map(([, kind]) => kind)).toEqual(["network", "network", "network"]);
  const probes: (string | undefined)[] = [];
  for (const pauseMs of [0, 0, 1_000]) {
    await system.advance(pauseMs);
    probes.push(client().next(LOST));
    await system.settle();
  }
  expect(probes).toEqual(Array(3).fill("/api/0/relays/live/"));
  await system.advance(1_500);
  client().next(answered(404)); // whatever it says, it is there
  await system.settle();
  expect(listener.drain()).toEqual([{ type: "opened" }]);
  ask("deliver", "/after");
  await system.settle();
  expect(client().next()).toBe("/after");
  await system.settle();
  await system.stop();
});

test("a restart takes new connections, joins again, and tells who waits", async () => {
  const { system, upstream, client, clients, listener, keeper, ask } = start("open");
  await system.settle();
  listener.drain();
  client().crashes = true;
  upstream.send("forgetIdle");
  await system.advance(1_000);
  expect(clients.map(({ isClosed }) => isClosed)).toEqual([true, false]);
  expect(listener.drain()).toEqual([{ type: "opened" }]);
  expect(keeper.drain().map(({ type }) => type)).toEqual(["join", "join"]);
  ask("deliver", "/after");
  await system.settle();
  expect(client().next()).toBe("/after");
  await system.settle();
  expect(system.takeCrashes()).toHaveLength(1);
  await system.stop();
});
