import { describe, expect, test } from "bun:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { FakeSentry } from "./fake-sentry.ts";
import { exchange } from "./raw-client.ts";

const ENVELOPE = '{"event_id":"a"}\n{"type":"attachment","length":3}\na\nb\n{"type":"event"}\n{}\n';

describe("FakeSentry", () => {
  test("captures envelopes in any encoding", async () => {
    using sentry = FakeSentry.start();
    const target = "/api/7/envelope/";
    const send = (body: Uint8Array, encoding: string) =>
      exchange(sentry.port, { method: "POST", target, headers: [["content-encoding", encoding]], body });
    await send(Buffer.from(ENVELOPE), "identity");
    await send(gzipSync(ENVELOPE), "gzip");
    const answer = await send(zstdCompressSync(ENVELOPE), "zstd");
    expect(answer.body.toString()).toBe('{"id":"a"}');
    expect(sentry.envelopes.map(({ projectId }) => projectId)).toEqual(["7", "7", "7"]);
    expect(sentry.items("attachment").map(({ payload }) => payload.toString())).toEqual([
      "a\nb",
      "a\nb",
      "a\nb",
    ]);
  });

  test("notes what no relay may send", async () => {
    const sentry = FakeSentry.start();
    await exchange(sentry.port, { method: "POST", target: "/api/7/envelope/", body: "{}\n{}\n" });
    expect(() => sentry.stop()).toThrow("item without a type");
  });

  test("fails as told, then heals", async () => {
    using sentry = FakeSentry.start();
    const live = () => exchange(sentry.port, { method: "GET", target: "/api/0/relays/live/" }, 300);
    sentry.fail({ kind: "status", status: 503, headers: { "retry-after": "3" } }, { times: 1 });
    expect((await live()).status).toBe(503);
    expect((await live()).status).toBe(200);
    const kinds = ["reset", "garbage", "truncate", "black-hole"] as const;
    for (const kind of kinds) {
      sentry.fail({ kind }, { times: 1 });
      expect(await live().catch(String)).toBeString();
    }
    sentry.refuse();
    expect(await live().catch(String)).toBeString();
    sentry.heal();
    expect((await live()).status).toBe(200);
  });
});

describe("the fake Sentry as a process", () => {
  test("is told what to do over its control port", async () => {
    const script = `${import.meta.dir}/fake-sentry-process.ts`;
    const child = Bun.spawn([process.execPath, script], { stdout: "pipe" });
    const { value } = await child.stdout.getReader().read();
    const { upstream, control } = JSON.parse(Buffer.from(value ?? []).toString()) as Record<string, string>;
    const tell = (command: string, body?: unknown) =>
      fetch(`${control}${command}`, body === undefined ? {} : { method: "POST", body: JSON.stringify(body) });
    await tell("fail", { fault: { kind: "status", status: 503 }, times: 1 });
    const send = () =>
      fetch(`${upstream}api/7/envelope/`, { method: "POST", body: '{}\n{"type":"event"}\n{}\n' });
    expect((await send()).status).toBe(503);
    expect((await send()).status).toBe(200);
    expect(await (await tell("stats")).json()).toMatchObject({ requests: 2, envelopes: 1, problems: [] });
    const [envelope] = (await (await tell("envelopes")).json()) as { items: unknown[] }[];
    expect(envelope?.items).toEqual([{ headers: { type: "event" }, text: "{}" }]);
    expect((await tell("nonsense")).status).toBe(404);
    await tell("stop", {});
    expect(await child.exited).toBe(0);
  });
});
