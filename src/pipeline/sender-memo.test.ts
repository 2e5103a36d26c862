import { expect, test } from "bun:test";
import type { RequestMeta } from "../domain/protocol/request-meta.ts";
import { isSameSender, SenderMemo } from "./sender-memo.ts";

const META: RequestMeta = {
  dsn: {
    scheme: "https",
    publicKey: "a".repeat(32),
    authority: "sentry.io",
    pathPrefix: "",
    projectId: "42",
  },
  client: "sdk/1",
  version: 7,
  origin: "https://shop.example/",
  remoteAddr: "10.0.0.1",
  forwardedFor: "10.0.0.1",
  userAgent: "sdk/1",
  clientHints: { sec_ch_ua: "x" },
  noCache: false,
  receivedAtMs: 1,
  fromInternalRelay: false,
};

test("a sender is the same until anything it says is different", () => {
  expect(
    isSameSender(META, { ...META, dsn: { ...META.dsn }, clientHints: { sec_ch_ua: "x" }, receivedAtMs: 2 }),
  ).toBe(true);
  const others: Partial<RequestMeta>[] = [
    { client: undefined },
    { version: 6 },
    { origin: "https://other.example/" },
    { remoteAddr: "10.0.0.2" },
    { forwardedFor: "10.0.0.2" },
    { userAgent: "sdk/2" },
    { clientHints: undefined },
    { clientHints: { sec_ch_ua: "y" } },
    { clientHints: { sec_ch_ua: "x", sec_ch_ua_model: "m" } },
    { noCache: true },
    ...Object.keys(META.dsn).map((key) => ({ dsn: { ...META.dsn, [key]: "other" } })),
  ];
  for (const other of others)
    expect([other, isSameSender(META, { ...META, ...other })]).toEqual([other, false]);
});

test("makes it once for a sender, and anew for another behind the same address", () => {
  let made = 0;
  const memo = new SenderMemo((meta) => ({ client: meta.client, number: ++made }));
  const first = memo.of(META);
  expect(memo.of({ ...META, receivedAtMs: 2 })).toBe(first);
  expect(memo.of({ ...META, client: "sdk/2" })).toEqual({ client: "sdk/2", number: 2 });
  expect(memo.of(META)).toEqual({ client: "sdk/1", number: 3 });
});

test("forgets senders when there are many, and long texts at once", () => {
  let made = 0;
  const memo = new SenderMemo(() => ++made);
  const long = { ...META, userAgent: "u".repeat(1000) };
  expect([memo.of(long), memo.of(long)]).toEqual([1, 2]);
  for (let i = 0; i < 1000; i++) memo.of({ ...META, forwardedFor: `10.0.${i}.1` });
  const before = made;
  memo.of({ ...META, forwardedFor: "one more" });
  memo.of({ ...META, forwardedFor: "10.0.5.1" });
  expect(made).toBe(before + 2);
});
