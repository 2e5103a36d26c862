import { expect, test } from "bun:test";
import { type Dsn, formatDsn } from "../domain/protocol/dsn.ts";
import { Envelope, envelopeHeaders } from "../domain/protocol/envelope.ts";
import { Item } from "../domain/protocol/item.ts";
import { utf8Bytes } from "../kernel/base/bytes.ts";
import { Enricher } from "./enricher.ts";
import type { SdkSighting } from "./invocations.ts";

const DSN: Dsn = {
  scheme: "https",
  publicKey: "a".repeat(32),
  authority: "sentry.example",
  pathPrefix: "",
  projectId: "1",
};
const CONTEXTS = { "aws.lambda": { aws_request_id: "r1" } };

function prepared(type: "event" | "transaction" | "session", payload: string, addsContexts = true) {
  const meta = {
    dsn: DSN,
    version: 7,
    forwardedFor: "",
    noCache: false,
    receivedAtMs: 0,
    fromInternalRelay: false,
  };
  const item = Item.create(type, utf8Bytes(payload));
  const seen: { sighting: SdkSighting | undefined; dsn: string }[] = [];
  const sighted = (sighting: SdkSighting | undefined, dsn: string) => void seen.push({ sighting, dsn });
  new Enricher({ addsContexts, contexts: CONTEXTS, sighted }).prepare(
    new Envelope(envelopeHeaders(meta), [item]),
  );
  return { payload: new TextDecoder().decode(item.payload), seen };
}

test("events and transactions get what they lack, and are told of", () => {
  for (const type of ["event", "transaction"] as const) {
    const { payload, seen } = prepared(type, '{"level":"fatal"}');
    expect(payload).toBe('{"contexts":{"aws.lambda":{"aws_request_id":"r1"}},"level":"fatal"}');
    expect(seen).toMatchObject([{ sighting: { fatal: true }, dsn: formatDsn(DSN) }]);
  }
});

test("other items, our own events, and what cannot be read pass as they are", () => {
  expect(prepared("session", '{"sid":1}')).toEqual({ payload: '{"sid":1}', seen: [] });
  expect(prepared("event", '{"logger":"aws.lambda"}')).toEqual({
    payload: '{"logger":"aws.lambda"}',
    seen: [],
  });
  for (const broken of ["{", "[]", "null", ""])
    expect(prepared("event", broken)).toEqual({ payload: broken, seen: [] });
});

test("switched off, it only looks", () => {
  const { payload, seen } = prepared("event", "{}", false);
  expect(payload).toBe("{}");
  expect(seen).toHaveLength(1);
});
