import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { FakeSentry, type OtherAnswer } from "../support/fake-sentry.ts";
import { createIdentity } from "../support/managed.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const TUS = { "tus-resumable": "1.0.0" };
const PART = { ...TUS, "content-type": "application/offset+octet-stream", "upload-offset": "0" };
const SIZE = 32 * 1024 * 1024;
const LOCATION = "/api/42/upload/abc/?upload_length=5&upload_more=1&upload_signature=SIG";

describe("uploads through a managed relay", () => {
  let sentry: FakeSentry;
  let relay: RelayProcess;
  let answer: OtherAnswer | undefined;

  beforeAll(async () => {
    sentry = FakeSentry.start({
      answer: ({ path, method, body }) => {
        if (!path.includes("/upload/")) return undefined;
        if (answer) return answer;
        const location = `${LOCATION}&sentry_key=${KEY}`;
        return method === "POST"
          ? { status: 201, headers: { location } }
          : { status: 204, headers: { location, "upload-offset": String(body.length) } };
      },
    });
    sentry.projects.add(KEY, 42);
    sentry.projects.globalConfig = {
      options: { "relay.endpoint-fetch-config.enabled": true, "relay.upload-chunk.size": 1000 },
    };
    relay = await RelayProcess.start({
      upstream: sentry.url,
      config: { relay: { mode: "managed", arbiters: 1 }, limits: { max_upload_size: "40MiB" } },
      files: createIdentity().files,
    });
    const isOn = async () => (await create({ ...TUS })).status === 400;
    await waitUntil(isOn, 5_000, () => "the global config has not come down");
  });

  afterAll(async () => {
    await relay.stop();
    sentry.stop();
  });

  function go(method: string, path: string, headers: Record<string, string>, body?: Uint8Array | string) {
    const auth = { "x-sentry-auth": `Sentry sentry_key=${KEY}, sentry_version=7` };
    return fetch(relay.url + path, {
      method,
      headers: { ...auth, ...headers },
      ...(body === undefined ? {} : { body: Buffer.from(body as string) }),
    });
  }
  const create = (headers: Record<string, string>, project = 42) =>
    go("POST", `/api/${project}/upload/`, headers);
  const append = (headers: Record<string, string>, body: Uint8Array | string, path = LOCATION) =>
    go("PATCH", path, headers, body);
  const outcome = async (response: Response) => [
    response.status,
    ((await response.json()) as { detail: string }).detail,
  ];

  test("begin and go on, with nothing in the location that is not theirs", async () => {
    const begun = await create({ ...TUS, "upload-length": "5" });
    expect([begun.status, begun.headers.get("location"), begun.headers.get("upload-chunk-size")]).toEqual([
      201,
      LOCATION,
      "1000",
    ]);
    const done = await append(PART, "hello");
    expect([done.status, done.headers.get("upload-offset"), done.headers.get("location")]).toEqual([
      204,
      "5",
      LOCATION,
    ]);
    const sent = sentry.requests.at(-1);
    expect([sent?.method, sent?.path, sent?.query, sent?.body.toString()]).toEqual([
      "PATCH",
      "/api/42/upload/abc/",
      "upload_length=5&upload_more=1&upload_signature=SIG",
      "hello",
    ]);
  });

  test("a large one is passed on as it comes", async () => {
    const before = relay.stats().rssBytes;
    const path = LOCATION.replace("=5", `=${SIZE}`);
    const done = await append(PART, new Uint8Array(SIZE), path);
    expect([done.status, done.headers.get("upload-offset")]).toEqual([204, String(SIZE)]);
    expect(relay.stats().rssBytes - before).toBeLessThan(SIZE);
  });

  test("the size that was announced must come", async () => {
    const cause = (received: string) => expect.arrayContaining([`stream ${received} 5`]);
    expect(await (await append(PART, "hel")).json()).toMatchObject({
      causes: cause("shorter than lower bound: received 3 <"),
    });
    expect(await (await append(PART, "hello!!")).json()).toMatchObject({
      causes: cause("exceeded upper bound: received 7 >"),
    });
    const resumable = `${LOCATION}&upload_id=1`;
    const at = (offset: string, decoded: string) =>
      append({ ...PART, "upload-offset": offset, "x-decoded-content-length": decoded }, "hello", resumable);
    expect(await outcome(await append(PART, "hello", resumable))).toEqual([
      400,
      "Missing X-Decoded-Content-Length header",
    ]);
    expect(await outcome(await at("7", "5"))).toEqual([409, "Invalid Upload-Offset 7 for Upload-Length 5"]);
    expect(await outcome(await at("0", "9"))).toEqual([
      400,
      "Chunk of 9 bytes exceeds the remaining 5 bytes",
    ]);
  });

  test("what is not wanted is refused before it is sent on", async () => {
    const before = sentry.requests.filter(({ path }) => path.includes("/upload/")).length;
    const length = { "upload-length": "5" };
    expect((await create(length)).status).toBe(412);
    expect((await create({ ...TUS, ...length, "content-type": "text/plain" })).status).toBe(415);
    expect((await create({ ...TUS, "upload-length": String(100 * 1024 * 1024) })).status).toBe(413);
    const minidump = Buffer.from('{"attachment_type":"event.minidump"}').toString("base64");
    expect(
      await outcome(await create({ ...TUS, ...length, "upload-metadata": `sentry ${minidump}` })),
    ).toEqual([403, "event submission rejected with_reason: FeatureDisabled(MinidumpUploads)"]);
    expect((await outcome(await create({ ...TUS, ...length }, 43)))[1]).toContain("ProjectId");
    expect((await append(PART, "hello", "/api/42/upload/abc/?upload_length=5")).status).toBe(400);
    expect(sentry.requests.filter(({ path }) => path.includes("/upload/"))).toHaveLength(before);
  });

  test("the upstream's refusal is passed on", async () => {
    for (const status of [429, 500]) {
      answer = { status };
      expect((await create({ ...TUS, "upload-length": "5" })).status).toBe(status);
      expect((await append(PART, "hello")).status).toBe(status);
    }
    answer = { status: 201 };
    expect(await outcome(await create({ ...TUS, "upload-length": "5" }))).toEqual([
      500,
      "upload error: upstream provided invalid location: None",
    ]);
    answer = undefined;
  });
});
