import { describe, expect, test } from "bun:test";
import { TestSystem } from "../kernel/actor/testkit/test-system.ts";
import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import { LocalStore, type LocalStoreProtocol } from "../services/local-store/local-store.actor.ts";
import type { ItemDetail, ItemPage } from "../services/local-store/records.ts";
import { captured } from "../services/local-store/testkit/captured.ts";
import { openApi } from "./openapi.ts";
import type { DevuiDeps } from "./ports.ts";
import { devuiRoutes, ROUTES } from "./routes.ts";

const LOCAL = { host: "localhost:8969" };

function request(
  target: string,
  headers: Readonly<Record<string, string>> = LOCAL,
  method = "GET",
): HttpRequest {
  const [path = "/", query = ""] = target.split("?");
  return {
    method,
    path,
    query,
    remoteAddress: "127.0.0.1",
    contentLength: undefined,
    header: (name) => headers[name],
    headers: () => Object.entries(headers),
    body: async () => ({ ok: true, value: new Uint8Array() }),
    stream: async function* () {},
  };
}

function start(overrides: Partial<DevuiDeps> = {}) {
  const system = TestSystem.start({ startMs: 1_000_000 });
  const limits = { maxBytes: 1_000_000, maxAgeMs: 1_000_000 };
  const store = system.spawn<LocalStoreProtocol>(() => new LocalStore({ path: ":memory:", limits }));
  const handle = devuiRoutes({
    store,
    info: () => ({ version: "1", dsn: "http://k@localhost:8969/1", spotlight: "1" }),
    actors: () => system.stats(),
    ingest: () => ({ status: 200, body: "{}" }),
    ...overrides,
  });
  const call = async (...args: Parameters<typeof request>): Promise<HttpResponse> => {
    const answer = Promise.resolve(handle(request(...args)));
    await system.settle();
    return (await answer) ?? { status: 0 };
  };
  return { system, store, call };
}

const parsed = <T>(response: HttpResponse): T => JSON.parse(response.body as string) as T;
const header = (response: HttpResponse, name: string) => response.headers?.find(([key]) => key === name)?.[1];

describe("items", () => {
  test("list, detail, payload and envelope fit together", async () => {
    const { store, system, call } = start();
    const envelope = captured([
      { type: "event", payload: { message: "hi" } },
      { type: "attachment", header: { filename: "../x/Größe.html" }, payload: "<script>" },
    ]);
    store.send("captured", envelope);
    const page = parsed<ItemPage>(await call("/local/items?limit=10"));
    expect(page.items.map((item) => item.title)).toEqual(["../x/Größe.html", "hi"]);
    const detail = parsed<ItemDetail>(await call(`/local/items/${page.items[0]?.id}`));
    expect(detail.envelope.items).toHaveLength(2);
    const payload = await call(`/local/items/${detail.id}/payload?download`);
    expect(new TextDecoder().decode(payload.body as Uint8Array)).toBe("<script>");
    expect(header(payload, "content-type")).toBe("application/octet-stream");
    expect(header(payload, "content-security-policy")).toContain("sandbox");
    expect(header(payload, "content-disposition")).toBe("attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.html");
    expect((await call(`/local/envelopes/${detail.envelopeId}`)).body).toEqual(envelope.bytes);
    await system.stop();
  });

  test("clearing forgets everything", async () => {
    const { store, system, call } = start();
    store.send("captured", captured([{ type: "event", payload: {} }]));
    expect(parsed<{ removed: number }>(await call("/local/items", LOCAL, "DELETE"))).toEqual({ removed: 1 });
    expect(parsed<ItemPage>(await call("/local/items")).items).toEqual([]);
    await system.stop();
  });

  test("bad numbers are told, missing things are 404, other methods 405", async () => {
    const { system, call } = start();
    for (const query of ["limit=x", "limit=0", "before=-1", `q=${"a".repeat(501)}`]) {
      expect((await call(`/local/items?${query}`)).status).toBe(400);
    }
    expect((await call("/local/items/9")).status).toBe(404);
    expect((await call("/local/items/9/payload")).status).toBe(404);
    expect((await call("/local/nothing")).status).toBe(404);
    const wrong = await call("/local/items", LOCAL, "PUT");
    expect([wrong.status, header(wrong, "allow")]).toEqual([405, "GET, DELETE"]);
    await system.stop();
  });
});

describe("who may read", () => {
  const refused: Readonly<Record<string, Record<string, string>>> = {
    "a name that resolves to us": { host: "evil.example:8969" },
    "a name that only looks local": { host: "localhost.evil.example" },
    "no host": {},
    "a foreign origin": { ...LOCAL, origin: "https://evil.example" },
    "an opaque origin": { ...LOCAL, origin: "null" },
    "a foreign script tag": { ...LOCAL, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" },
  };
  for (const [what, headers] of Object.entries(refused)) {
    test(`not ${what}`, async () => {
      const { system, call } = start();
      for (const path of ["/", "/local/items", "/local/feed", "/stream"]) {
        expect((await call(path, headers)).status).toBe(403);
      }
      await system.stop();
    });
  }

  test("local pages of other ports may, and are told so", async () => {
    const { system, call } = start();
    for (const origin of [
      "http://localhost:3000",
      "https://app.localhost",
      "http://127.0.0.1:5173",
      "http://[::1]:80",
    ]) {
      const response = await call("/local/items", { ...LOCAL, origin });
      expect([response.status, header(response, "access-control-allow-origin")]).toEqual([200, origin]);
    }
    await system.stop();
  });

  test("every host and origin may send, and a preflight says so", async () => {
    const { system, call } = start();
    const headers = { host: "host.docker.internal:8969", origin: "https://shop.example" };
    const sent = await call("/stream", headers, "POST");
    expect([sent.status, header(sent, "access-control-allow-origin")]).toEqual([200, "*"]);
    expect((await call("/stream", headers, "OPTIONS")).status).toBe(204);
    expect((await call("/local/items", headers, "OPTIONS")).status).toBe(403);
    await system.stop();
  });
});

test("leaves the ingest endpoints alone", async () => {
  const { system, call } = start();
  expect((await call("/api/42/envelope/", LOCAL, "POST")).status).toBe(0);
  await system.stop();
});

test("docs/openapi.json describes exactly the routes there are", () => {
  const described = Object.entries(openApi("1").paths as Record<string, object>).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.toSorted()).toEqual(ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted());
});
