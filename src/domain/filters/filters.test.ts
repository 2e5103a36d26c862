import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/base/json/value.ts";
import { EVENT_VIEW } from "../event/event-filterable.ts";
import { OriginPatterns } from "../project/origin-pattern.ts";
import { rejectionReason } from "../protocol/rejection.ts";
import { parseFilterSettings } from "./filter-settings.ts";
import { mergeGenericFilters, parseGenericFilters } from "./generic-filters.ts";
import { ProjectFilters } from "./project-filters.ts";

const settingsOf = (json: unknown) => {
  const parsed = parseFilterSettings(JSON.stringify(json));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
};
const genericOf = (json: unknown) => {
  const parsed = parseGenericFilters(json);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
};

function hit(settings: unknown, event: object, clientIp?: string): string | undefined {
  const root = event as JsonObject;
  const filters = new ProjectFilters(settingsOf(settings), undefined);
  const rejection = filters.match({ root, clientIp }, EVENT_VIEW, clientIp);
  return rejection && rejectionReason(rejection);
}

const agent = (text: string) => ({ request: { headers: [["user-agent", text]] } });
const thrown = (...exceptions: object[]) => ({ exception: { values: exceptions } });
const script = (...paths: (string | null)[]) =>
  thrown({ type: "E", value: "x", stacktrace: { frames: paths.map((abs_path) => ({ abs_path })) } });

describe("what each filter looks at", () => {
  test("releases", () => {
    const settings = { releases: { releases: ["bad*", "["] } };
    expect([
      hit(settings, { release: "BAD@1" }),
      hit(settings, { release: "good" }),
      hit(settings, {}),
    ]).toEqual(["release-version", undefined, undefined]);
  });

  test("the sender's address, not the user's", () => {
    const settings = { clientIps: { blacklistedIps: ["10.0.0.0/8", "x"] } };
    expect(hit(settings, {}, "10.1.1.1")).toBe("ip-address");
    expect(hit(settings, { user: { ip_address: "10.1.1.1" } }, "9.9.9.9")).toBeUndefined();
    expect(hit(settings, {})).toBeUndefined();
  });

  test("messages: what was formatted, and every exception", () => {
    const settings = { errorMessages: { patterns: ["E: bad*"] } };
    expect(hit(settings, { logentry: { message: "E: bad", formatted: "fine" } })).toBeUndefined();
    expect(hit(settings, { logentry: { message: "E: bad" } })).toBe("error-message");
    expect(hit(settings, thrown({ type: "A" }, { type: "E", value: "bad thing" }))).toBe("error-message");
    expect(hit(settings, thrown({ value: "E: bad", type: "" }))).toBe("error-message");
  });

  test.each<[object, string | undefined]>([
    [{ user: { ip_address: "127.0.0.1" } }, "localhost"],
    [{ user: { ip_address: "127.0.0.2" } }, undefined],
    [{ request: { url: "http://a.localhost:80/x" } }, "localhost"],
    [{ request: { url: "file:///x" } }, "localhost"],
    [{ request: { url: "http://notlocalhost/" } }, undefined],
    [{ request: { headers: [["Host", "localhost:8000"]] } }, "localhost"],
    [{ request: { headers: [["X-Forwarded-Host", "127.0.0.1"]] } }, "localhost"],
    [{ request: { headers: [["Origin", "localhost"]] } }, undefined],
  ])("localhost: %j: %p", (event, reason) => {
    expect(hit({ localhost: { isEnabled: true } }, event)).toBe(reason as never);
  });

  test("names of transactions, once it is switched on", () => {
    const patterns = ["/health*"];
    const event = { type: "transaction", transaction: "/healthz" };
    expect(hit({ ignoreTransactions: { patterns, isEnabled: true } }, event)).toBe("filtered-transaction");
    expect(hit({ ignoreTransactions: { patterns } }, event)).toBeUndefined();
    expect(
      hit({ ignoreTransactions: { patterns, isEnabled: true } }, { ...event, type: "error" }),
    ).toBeUndefined();
  });

  test("sources of content security reports", () => {
    const settings = { csp: { disallowedSources: ["evil.example", "source.example"] } };
    const csp = { blocked_uri: "https://evil.example/x" };
    expect(hit(settings, { type: "csp", csp })).toBe("invalid-csp");
    expect(hit(settings, { type: "csp", csp: { source_file: "https://source.example" } })).toBe(
      "invalid-csp",
    );
    expect(hit(settings, { type: "error", csp })).toBeUndefined();
    expect(hit({ csp: { disallowedSources: ["*"] } }, { type: "csp" })).toBe("invalid-csp");
  });

  test("legacy browsers by their options", () => {
    const old = agent("Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)");
    const settings = (...options: string[]) => ({ legacyBrowsers: { isEnabled: true, options } });
    expect(hit(settings("default", "ie9"), old)).toBe("legacy-browsers");
    expect(hit(settings("ie_pre_9"), old)).toBe("legacy-browsers");
    expect([hit(settings("ie9", "chrome", "toString"), old), hit(settings(), old)]).toEqual([
      undefined,
      undefined,
    ]);
    expect(hit({ legacyBrowsers: { isEnabled: false, options: ["ie"] } }, old)).toBeUndefined();
  });

  test("crawlers, but for those that are welcome", () => {
    const settings = { webCrawlers: { isEnabled: true } };
    expect(["Googlebot/2.1", "some bot", "x SPIDER;"].map((text) => hit(settings, agent(text)))).toEqual(
      Array(3).fill("web-crawlers"),
    );
    expect(
      ["robotics", "Slackbot 1.0", "ChatGPT-User/1.0"].map((text) => hit(settings, agent(text))),
    ).toEqual(Array(3).fill(undefined));
  });

  test.each<[object, string | undefined]>([
    [thrown({ value: "Permission denied to access property 'x'" }), "browser-extensions"],
    [thrown({ value: "TOP.globals" }), "browser-extensions"],
    [thrown({ value: "x" }, { value: "top.GLOBALS" }), undefined],
    [script("chrome-extension://x/y.js"), "browser-extensions"],
    [script("chrome-extension://x/y.js", "<anonymous>", "[native code]"), "browser-extensions"],
    [script("chrome-extension://x/y.js", null), undefined],
    [script("https://x/?chrome-extension://"), undefined],
    [{}, undefined],
  ])("extensions: %j: %p", (event, reason) => {
    expect(hit({ browserExtensions: { isEnabled: true } }, event)).toBe(reason as never);
  });
});

test("the order decides which reason it is", () => {
  const settings = {
    releases: { releases: ["bad"] },
    errorMessages: { patterns: ["bad"] },
    generic: {
      version: 1,
      filters: [{ id: "mine", isEnabled: true, condition: { op: "eq", name: "event.dist", value: "1" } }],
    },
  };
  const event = { release: "bad", logentry: { formatted: "bad" } };
  expect([hit(settings, event), hit(settings, { ...event, dist: "1" })]).toEqual(["release-version", "mine"]);
});

describe("settings", () => {
  test.each([
    [{ releases: { releases: [1] } }, "releases of releases is no list of strings"],
    [{ releases: { releases: "a" } }, "releases of releases is no list of strings"],
    [{ releases: null }, "releases is no object"],
    [{ browserExtensions: {} }, "isEnabled of browserExtensions is neither true nor false"],
    [{ legacyBrowsers: { options: [] } }, "isEnabled of legacyBrowsers is neither true nor false"],
    [{ generic: { filters: [] } }, "the version of generic filters is no whole number below 65536"],
    [{ generic: { version: 1, filters: [{ id: "a" }] } }, "isEnabled of filter a is neither true nor false"],
    [
      { generic: { version: 1, filters: [{ id: "a", isEnabled: true, condition: { op: "eq" } }] } },
      "missing field `name`",
    ],
  ])("%j: %s", (json, problem) => {
    expect(parseFilterSettings(JSON.stringify(json))).toEqual({ ok: false, error: problem });
  });

  test("that set nothing filter nothing", () => {
    const filters = new ProjectFilters(
      settingsOf({ legacyBrowsers: { isEnabled: true }, new: 1 }),
      undefined,
    );
    expect([filters.isEmpty, filters.areComplete]).toEqual([true, true]);
  });
});

describe("generic filters", () => {
  const condition = { op: "and", inner: [] };
  const filter = (id: string, isEnabled: boolean, more: object = { condition }) => ({
    id,
    isEnabled,
    ...more,
  });
  const of = (...filters: object[]) => genericOf({ version: 1, filters });
  const ids = (own: ReturnType<typeof of> | undefined, global?: ReturnType<typeof of>) =>
    mergeGenericFilters(own, global).map(({ id }) => id);

  test("of one id the first counts", () =>
    expect(ids(of(filter("a", false), filter("a", true)))).toEqual([]));
  test("the project's come before the global ones", () => {
    expect(ids(of(filter("b", true)), of(filter("a", true), filter("b", true), filter("c", false)))).toEqual([
      "b",
      "a",
    ]);
  });
  test("a project switches a global one", () => {
    const global = of(filter("on", false), filter("off", true));
    const own = of(
      filter("on", true, { condition: null }),
      filter("off", false, {}),
      filter("none", true, {}),
    );
    expect([ids(own, global), ids(undefined, global)]).toEqual([["on"], ["off"]]);
  });

  test.each([
    [{ version: 2, filters: [filter("a", true)] }, { version: 1 }],
    [{ version: 1, filters: [filter("a", true)] }, { version: 2 }],
  ])("of a newer version apply none: %j and %j", (own, global) => {
    const filters = new ProjectFilters(settingsOf({ generic: own }), genericOf(global));
    expect([filters.areComplete, filters.isEmpty]).toEqual([false, true]);
  });
});

test("origins need not be URLs", () => {
  const matches = (pattern: string, origin: string | undefined) =>
    new OriginPatterns([pattern]).matches(origin);
  expect([
    matches("data", "data:text/plain,x"),
    matches("inline", "inline"),
    matches("*://*:*", undefined),
  ]).toEqual([true, true, true]);
  expect([
    matches("x:443", "https://x"),
    matches("http://x", "https://x"),
    matches("", "x"),
    matches("x", undefined),
  ]).toEqual([false, false, false, false]);
});
