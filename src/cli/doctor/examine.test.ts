import { expect, test } from "bun:test";
import { loadConfig } from "../../config/load/load.ts";
import { err, ok } from "../../kernel/base/result.ts";
import { examine, type Instruments } from "./examine.ts";

const NOW = Date.UTC(2026, 10, 24);

/** A world in which everything works. */
const healthy: Instruments = {
  resolve: async () => ok(["192.0.2.1"]),
  tcp: async () => ok(undefined),
  tls: async () => ok({ protocol: "TLSv1.3", validTo: "Dec 24 00:00:00 2026 GMT", issuer: "A CA" }),
  get: async () => ok({ status: 200, date: new Date(NOW).toUTCString(), server: undefined, tookMs: 12 }),
  writable: () => ok(undefined),
  nowMs: () => NOW,
};

async function states(
  tools: Partial<Instruments>,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const flags = { mode: "proxy", upstream: "https://o1.example/" };
  const loaded = await loadConfig({
    folder: ".",
    explicit: false,
    env,
    flags,
    readText: () => err({ missing: true, text: "" }),
  });
  if (!loaded.ok) throw new Error(loaded.error.message);
  const found: string[] = [];
  for await (const { name, state } of examine(loaded.value, { ...healthy, ...tools }))
    found.push(`${name} ${state}`);
  return found.slice(3).join(", ");
}

test("all is well", async () => {
  expect(await states({})).toBe("proxy ok, DNS ok, TCP ok, TLS ok, upstream ok, clock ok");
});

test("what follows a broken step is not tried", async () => {
  const refused = err({ code: "ECONNREFUSED", message: "refused" });
  expect(await states({ resolve: async () => err({ code: "ENOTFOUND", message: "?" }) })).toBe(
    "proxy ok, DNS fail",
  );
  expect(await states({ tcp: async () => refused })).toBe("proxy ok, DNS ok, TCP fail");
  expect(await states({ tls: async () => err({ code: "CERT_HAS_EXPIRED", message: "?" }) })).toEndWith(
    "TLS fail",
  );
});

test("a clock that is off is told by the upstream's Date", async () => {
  const date = new Date(NOW - 600_000).toUTCString();
  const get: Instruments["get"] = async () => ok({ status: 200, date, server: undefined, tookMs: 1 });
  expect(await states({ get })).toEndWith("clock fail");
});

test("with a proxy the way to the proxy is what is looked at", async () => {
  const tried: string[] = [];
  const tools: Partial<Instruments> = {
    resolve: async (host) => {
      tried.push(host);
      return ok(["192.0.2.9"]);
    },
    tcp: async (host, port) => {
      tried.push(`${host}:${port}`);
      return ok(undefined);
    },
    get: async (_url, proxy) => {
      tried.push(String(proxy));
      return ok({ status: 407, date: undefined, server: undefined, tookMs: 1 });
    },
  };
  expect(await states(tools, { HTTPS_PROXY: "http://proxy.example:3128" })).toBe(
    "proxy ok, DNS ok, TCP ok, upstream fail, clock skip",
  );
  expect(tried).toEqual(["proxy.example", "proxy.example:3128", "http://proxy.example:3128"]);
});
