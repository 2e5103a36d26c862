import { expect, test } from "bun:test";
import { TestSystem } from "../kernel/actor/testkit/test-system.ts";
import { LocalStore, type LocalStoreProtocol } from "../services/local-store/local-store.actor.ts";
import { captured } from "../services/local-store/testkit/captured.ts";
import { encodeEvent } from "./event-stream.ts";
import { spotlightFeed, summaryFeed } from "./feed.ts";

function start() {
  const system = TestSystem.start({ startMs: 1_000_000 });
  const limits = { maxBytes: 1_000_000, maxAgeMs: 1_000_000 };
  const store = system.spawn<LocalStoreProtocol>(() => new LocalStore({ path: ":memory:", limits }));
  const next = async (stream: AsyncGenerator<Uint8Array, void>): Promise<string | undefined> => {
    const chunk = stream.next();
    await system.settle();
    const { value } = await chunk;
    return value ? new TextDecoder().decode(value) : undefined;
  };
  return { system, store, next };
}

const event = (message: string) => captured([{ type: "event", payload: { message } }]);

test("the feed sends what arrives, and goes on where a client left", async () => {
  const { system, store, next } = start();
  store.send("captured", event("one"));
  await system.settle();
  const first = summaryFeed({ store }, "", 0);
  expect(await next(first)).toContain("retry:");
  expect(await next(first)).toContain("event: removed");
  const one = (await next(first)) ?? "";
  expect(one).toContain('"title":"one"');
  const last = Number(/^id: (\d+)$/m.exec(one)?.[1]);
  await first.return();

  store.send("captured", event("two"));
  const again = summaryFeed({ store }, "", last);
  await next(again);
  await next(again);
  const two = (await next(again)) ?? "";
  expect(two).toContain('"title":"two"');
  expect(two).not.toContain('"title":"one"');
  await again.return();
  await system.stop();
});

test("the feed tells at once when everything was removed", async () => {
  const { system, store, next } = start();
  store.send("captured", event("one"));
  const stream = summaryFeed({ store }, "", undefined);
  await next(stream);
  expect(await next(stream)).toContain('{"oldestId":1}');
  const waiting = next(stream);
  await store.ask("clear");
  expect(await waiting).toContain("event: removed");
  await stream.return();
  await system.stop();
});

test("a cursor of another store is answered with a reset", async () => {
  const { system, store, next } = start();
  store.send("captured", event("one"));
  await system.settle();
  const stream = summaryFeed({ store }, "", 500);
  await next(stream);
  expect(await next(stream)).toContain("id: 1\nevent: reset");
  await next(stream);
  store.send("captured", event("two"));
  expect(await next(stream)).toContain('"title":"two"');
  await stream.return();
  await system.stop();
});

test("the feed ends when the receiver closes", async () => {
  const { system, store, next } = start();
  const closing = new AbortController();
  const stream = summaryFeed({ store, closing: closing.signal }, "", 0);
  await next(stream);
  await next(stream);
  const waiting = stream.next();
  await system.settle();
  closing.abort();
  expect((await waiting).done).toBe(true);
  await system.stop();
}, 1_000);

test("Spotlight's stream hands out parsed envelopes, bytes as base64", async () => {
  const { system, store, next } = start();
  store.send(
    "captured",
    captured(
      [
        { type: "event", payload: { message: "hi" } },
        { type: "attachment", payload: "abc" },
      ],
      { header: { event_id: "e" } },
    ),
  );
  await system.settle();
  const stream = spotlightFeed({ store }, 0, false);
  await next(stream);
  const text = (await next(stream)) ?? "";
  expect(text).toStartWith("id: 1\nevent: application/x-sentry-envelope\n");
  expect(JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? "")).toEqual([
    { event_id: "e", __spotlight_envelope_id: "1" },
    [
      [expect.objectContaining({ type: "event" }), { message: "hi", type: "event" }],
      [expect.objectContaining({ type: "attachment" }), { data: "YWJj" }],
    ],
  ]);
  await stream.return();
  await system.stop();
});

test("an event with line ends keeps them", () => {
  expect(new TextDecoder().decode(encodeEvent({ id: 1, data: "a\nb\r\nc" }))).toBe(
    "id: 1\ndata: a\ndata: b\ndata: c\n\n",
  );
});
