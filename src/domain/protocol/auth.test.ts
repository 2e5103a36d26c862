import { describe, expect, test } from "bun:test";
import { type AuthSources, readAuth } from "./auth.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

function read(sources: Partial<AuthSources>) {
  return readAuth({
    sentryHeader: undefined,
    authorization: undefined,
    query: "",
    pathKey: undefined,
    ...sources,
  });
}

function header(sentryHeader: string) {
  return read({ sentryHeader });
}

function basic(user: string): string {
  return `Basic ${btoa(user)}`;
}

describe("where a key is found", () => {
  test.each([
    [{ sentryHeader: `Sentry sentry_key=${KEY}` }],
    [{ sentryHeader: `SENTRY sentry_version=7,sentry_key = ${KEY} ,,foo` }],
    [{ sentryHeader: `Sentry sentry_key=x,sentry_key=${KEY}=y` }],
    [{ authorization: `sentry sentry_key=${KEY}` }],
    [{ authorization: basic(`${KEY}:anything`) }],
    [{ authorization: basic(`${KEY}:`).replace("Basic", "basic") }],
    [{ authorization: "Bearer xx", query: `sentry_key=${KEY}` }],
    [{ query: `a=%ff&sentry_key=${KEY}&sentry_client=a%2Fb+c` }],
    [{ pathKey: KEY }],
  ])("%j", (sources) => {
    const auth = read(sources);
    expect(auth.ok && auth.value?.publicKey).toBe(KEY);
  });

  test.each([
    [{ sentryHeader: "" }],
    [{ sentryHeader: "Sentry" }],
    [{ sentryHeader: `sentry_key=${KEY}` }],
    [{ sentryHeader: `Sentry,sentry_key=${KEY}` }],
    [{ sentryHeader: "Bearer x" }],
    [{ authorization: "Bearer x" }],
    [{ authorization: basic(KEY) }],
    [{ authorization: basic(":x") }],
    [{ authorization: "Basic !!!" }],
    [{ query: `sentry%5Fkey=${KEY}` }],
  ])("%j has none", (sources) => {
    expect(read(sources)).toEqual({ ok: true, value: undefined });
  });

  test.each([
    [{ sentryHeader: `Sentry sentry_key=${KEY}`, authorization: `Sentry sentry_key=${KEY}` }],
    [{ sentryHeader: `Sentry sentry_key=${KEY}`, query: "foo=sentry_" }],
    [{ pathKey: KEY, query: `sentry_key=${KEY}` }],
  ])("two sources are refused, even when they agree: %j", (sources) => {
    const auth = read(sources);
    expect(!auth.ok && auth.error).toEqual({
      status: 401,
      detail: "multiple authorization payloads detected",
      causes: [],
    });
  });
});

describe("what is read", () => {
  test("version, client and flags", () => {
    const auth = header(`Sentry sentry_key=${KEY}.foo.no-cache, sentry_version=5.2, sentry_client=name/1.0`);
    expect(auth).toEqual({
      ok: true,
      value: { publicKey: KEY, version: 5, client: "name/1.0", noCache: true },
    });
  });

  test("a key need not be hexadecimal", () => {
    expect(header(`Sentry sentry_key=${"z".repeat(32)}`).ok).toBe(true);
  });

  test.each([
    ["sentry_version=8", 400, "unsupported protocol version (8)", []],
    ["sentry_version=abc", 401, "bad x-sentry-auth header", ["invalid value for version"]],
    ["sentry_version=", 401, "bad x-sentry-auth header", ["invalid value for version"]],
    ["sentry_version=-1", 401, "bad x-sentry-auth header", ["invalid value for version"]],
    ["sentry_key=", 401, "bad x-sentry-auth header", ["missing public key in auth header"]],
    ["sentry_key=abc", 400, "bad sentry DSN public key", ["invalid project key"]],
    [`sentry_key=${KEY}x`, 400, "bad sentry DSN public key", ["invalid project key"]],
  ] as const)("%s is refused with %d %s", (fields, status, detail, causes) => {
    const auth = header(`Sentry sentry_key=${KEY},${fields}`);
    expect(!auth.ok && auth.error).toEqual({ status, detail, causes: [...causes] });
  });
});
