/** What one request on a connection proves says nothing of the next, and nothing comes in between head and body. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { signData } from "../../src/domain/auth/signature.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { Wire } from "../support/wire.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const PATH = "/api/0/relays/publickeys/";
const internal = createIdentity();
const QUERY = JSON.stringify({ relay_ids: [internal.id] });

const head = (lines: readonly string[], path = PATH) =>
  `POST ${path} HTTP/1.1\r\nhost: a\r\n${lines.map((line) => `${line}\r\n`).join("")}\r\n`;
const id = `x-sentry-relay-id: ${internal.id}`;
const signatureOf = (body: string) =>
  `x-sentry-relay-signature: ${signData(Buffer.from(body), internal.secret, Date.now())}`;
const lengthOf = (body: string) => `content-length: ${Buffer.byteLength(body)}`;
const signed = (body = QUERY) => head([id, signatureOf(body), lengthOf(body)]) + body;
const unsigned = (more: readonly string[] = []) =>
  head([...more, lengthOf(QUERY), "connection: close"]) + QUERY;

describe("several requests on one connection", () => {
  let sentry: FakeSentry;
  let relay: RelayProcess;

  beforeAll(async () => {
    sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42);
    const fixed = { public_key: internal.secret.publicKey.text, internal: true };
    relay = await RelayProcess.start({
      upstream: sentry.url,
      config: { relay: { mode: "managed", arbiters: 1 }, auth: { static_relays: { [internal.id]: fixed } } },
      files: createIdentity().files,
    });
  });
  afterAll(async () => {
    await relay.stop("SIGINT");
    sentry.stop();
  });

  const statuses = async (bytes: string) => (await Wire.ask(relay.port, bytes)).statuses();

  test("a signature covers its own request", async () => {
    expect(await statuses(signed() + unsigned())).toEqual([200, 401]);
    expect(await statuses(signed() + unsigned([id]))).toEqual([200, 401]);
    expect(await statuses(signed() + signed() + unsigned())).toEqual([200, 200, 401]);
    expect(await statuses(signed() + unsigned([id, signatureOf("{}")]))).toEqual([200, 401]);
  });

  test("what follows the announced length is a request of its own", async () => {
    // The signature is over more than is announced: the rest would be the second request's head.
    const body = QUERY + unsigned();
    expect(await statuses(head([id, signatureOf(body), lengthOf(QUERY)]) + body)).toEqual([401, 401]);
    expect(await statuses(head([id, signatureOf(QUERY), lengthOf(QUERY)]) + body)).toEqual([200, 401]);
  });

  test("trailers are no headers", async () => {
    const chunk = `${QUERY.length.toString(16)}\r\n${QUERY}\r\n0\r\n`;
    const trailers = `${id}\r\n${signatureOf(QUERY)}\r\n\r\n`;
    const request = head(["transfer-encoding: chunked", `trailer: x-sentry-relay-id`]) + chunk + trailers;
    expect((await statuses(request + unsigned()))[0]).toBe(401);
    const envelope = `{}\n{"type":"event"}\n{}\n`;
    const key = `${envelope.length.toString(16)}\r\n${envelope}\r\n0\r\nx-sentry-auth: Sentry sentry_key=${KEY}\r\n\r\n`;
    const keyless = head(["transfer-encoding: chunked"], "/api/42/envelope/") + key;
    expect((await statuses(keyless + unsigned()))[0]).toBe(401);
  });

  test("two lengths, or a length and chunks, and the connection is at its end", async () => {
    const chunks = `${QUERY.length.toString(16)}\r\n${QUERY}\r\n0\r\n\r\n`;
    const both = head([id, signatureOf(QUERY), lengthOf(QUERY), "transfer-encoding: chunked"]) + chunks;
    expect(await statuses(both + signed())).toEqual([400]);
    const two = head([id, signatureOf(QUERY), lengthOf(QUERY), "content-length: 0"]) + QUERY;
    expect(await statuses(two + signed())).toEqual([400]);
  });

  test("a body in parts is verified whole", async () => {
    const half = Math.floor(QUERY.length / 2);
    const part = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
    const chunks = `${part(QUERY.slice(0, half))}${part(QUERY.slice(half))}0\r\n\r\n`;
    const request = head([id, signatureOf(QUERY), "transfer-encoding: chunked"]) + chunks;
    expect(await statuses(request + unsigned())).toEqual([200, 401]);
    const first = head([id, signatureOf(QUERY.slice(0, half)), "transfer-encoding: chunked"]) + chunks;
    expect((await statuses(first + unsigned()))[0]).toBe(401);
  });
});
