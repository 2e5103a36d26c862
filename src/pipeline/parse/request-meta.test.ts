import { describe, expect, test } from "bun:test";
import { formatDsn } from "../../domain/protocol/dsn.ts";
import { clientIp } from "../../domain/protocol/request-meta.ts";
import { assert } from "../../kernel/base/assert.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { authByEnvelope, readRequestMeta, requireAuth } from "./request-meta.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

function read(headers: Record<string, string>, path: { project?: string; query?: string } = {}) {
  return readRequestMeta(
    { header: (name) => headers[name], query: path.query ?? "", remoteAddress: "127.0.0.1" },
    {
      pathProject: path.project ?? "42",
      upstream: { scheme: "https", authority: "sentry.example", pathPrefix: "" },
      receivedAtMs: 5,
      isInternalRelay: (id) => id === "ours",
    },
  );
}

function meta(headers: Record<string, string>, path: { project?: string; query?: string } = {}) {
  const result = read(headers, { query: `sentry_key=${KEY}`, ...path });
  assert(result.ok && result.value.dsn !== undefined, "must be let in");
  return result.value;
}

describe("readRequestMeta", () => {
  test("the dsn names the upstream", () => {
    expect(formatDsn(meta({}).dsn)).toBe(`https://${KEY}:@sentry.example/42`);
  });

  test.each([
    ["007", "7"],
    ["+7", "7"],
    ["%34%32", "42"],
    ["18446744073709551615", "18446744073709551615"],
  ])("project %s is %s", (project, id) => {
    expect(meta({}, { project }).dsn.projectId).toBe(id);
  });

  test.each([["abc"], ["-7"], ["18446744073709551616"], [""]])("project %j is refused", (project) => {
    const result = read({}, { project });
    expect(!result.ok && result.error).toEqual({
      status: 400,
      detail: "bad project path parameter",
      causes: [`Cannot parse \`project_id\` with value \`${project}\` to a \`u64\``],
    });
  });

  test.each([
    [{}, "127.0.0.1"],
    [{ "x-forwarded-for": "1.2.3.4" }, "1.2.3.4, 127.0.0.1"],
    [{ "x-forwarded-for": "1.2.3.4", "cf-connecting-ip": "5.6.7.8" }, "5.6.7.8, 127.0.0.1"],
    [{ "x-forwarded-for": "1.2.3.4", "cf-connecting-ip": "" }, "1.2.3.4, 127.0.0.1"],
    [
      { "x-sentry-forwarded-for": "9.9.9.9", "x-vercel-forwarded-for": "7.7.7.7, 8.8.8.8" },
      "7.7.7.7, 8.8.8.8, 127.0.0.1",
    ],
    [{ "x-forwarded-for": "é" }, "127.0.0.1"],
  ])("%j is forwarded for %s", (headers, expected) => {
    expect(meta(headers).forwardedFor).toBe(expected);
  });

  test("the client is the first that is named", () => {
    expect(clientIp(meta({ "x-forwarded-for": "1.2.3.4, 5.6.7.8" }))).toBe("1.2.3.4");
  });

  test.each([
    [{ origin: "http://X.com:80" }, "http://x.com/"],
    [{ origin: "null", referer: "https://x.com/r" }, "https://x.com/r"],
    [{ origin: "capacitor://localhost" }, undefined],
    [{ origin: "http://x.com/é" }, undefined],
    [{ referer: "/relative" }, undefined],
  ])("origin of %j is %s", (headers, expected) => {
    expect(meta(headers).origin).toBe(expected);
  });

  test("client hints, user agent and relay id", () => {
    const sender = meta({ "sec-ch-ua": '"x";v="1"', "user-agent": "", "x-sentry-relay-id": "ours" });
    expect(sender.clientHints?.sec_ch_ua).toBe('"x";v="1"');
    expect(sender.userAgent).toBe("");
    expect(sender.fromInternalRelay).toBe(true);
    expect(meta({}).clientHints).toBeUndefined();
  });

  test("a signature that is no text is refused", () => {
    const result = read({ "x-sentry-relay-signature": "é" }, { query: `sentry_key=${KEY}` });
    expect(!result.ok && result.error.detail).toBe("bad x-sentry-relay-signature header");
  });
});

describe("without authentication in the request", () => {
  const sender = read({});
  assert(sender.ok, "is no error by itself");
  const unknown = sender.value;

  test("most routes refuse", () => {
    const result = requireAuth(unknown);
    expect(!result.ok && result.error).toEqual({
      status: 401,
      detail: "missing authorization information",
      causes: [],
    });
  });

  test("an envelope may bring its own, with host and project", () => {
    const result = authByEnvelope(
      unknown,
      utf8Bytes(`{"dsn":"https://${KEY}:secret@other.host/pre/fix/43?x=1"}\n`),
    );
    expect(result.ok && formatDsn(result.value.dsn)).toBe(`https://${KEY}:@other.host/pre/fix/43`);
  });

  test.each([
    ["{}\n", "missing field `dsn` at line 1 column 2"],
    ['{"dsn":null}', "invalid type: null, expected a string at line 1 column 11"],
    ['{"dsn":"nope"}', "no valid url provided at line 1 column 14"],
    [`{"dsn":"ftp://${KEY}@h/42"}`, "no valid scheme at line 1 column 53"],
    ['{"dsn":"http://abc@h/42"}', "username is empty at line 1 column 25"],
    [`{"dsn":"http://${KEY}@h/abc"}`, "empty path at line 1 column 55"],
    [`{"dsn":"http://${KEY}@h/42"} x`, "trailing characters at line 1 column 56"],
    ["\n{}", "EOF while parsing a value at line 1 column 0"],
    ['{"dsn":\n"x"}', "EOF while parsing a value at line 1 column 7"],
  ])("%j is refused", (body, cause) => {
    const result = authByEnvelope(unknown, utf8Bytes(body));
    expect(!result.ok && result.error).toEqual({
      status: 401,
      detail: "bad envelope authentication header",
      causes: [cause],
    });
  });
});
