import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { EventDocument } from "../document.ts";
import { withoutIdentifiers } from "./identifiers.ts";
import { readRenameRules } from "./rename-rules.ts";
import { normalizeTransactionName } from "./transaction-name.ts";

describe("withoutIdentifiers", () => {
  test.each([
    ["/a/1234/b", "/a/*/b", ["int"]],
    ["/u/%20ab12", "/u/*", ["int"]],
    ["/u/%zz12", "/u/%zz12", []],
    ["/a1b/c", "/a1b/c", []],
    ["550e8400-e29b-41d4-a716-446655440000/x", "*/x", ["uuid"]],
    ["/a/550e8400-e29b-41d4-a716-446655440000", "/a/*", ["int"]],
    ["/x/deadbeefdeadbeefdeadbeefdeadbeef/y", "/x/*/y", ["md5"]],
    ["/a/0x1f/b", "/a/*/b", ["hex"]],
    ["2024-01-02T03:04Z/x", "*/x", ["date"]],
  ])("%s is %s", (before, after, ids) => {
    const { name, remarks } = withoutIdentifiers(before);
    expect([name, remarks.map(([id]) => id)]).toEqual([after, ids]);
  });

  test("tells places in bytes of the old name", () =>
    expect(withoutIdentifiers("é/12é/x").remarks).toEqual([["int", "s", 3, 7]]));
});

describe("normalizeTransactionName", () => {
  const RULE = {
    pattern: "/user/*/**",
    expiry: "2030-01-01T00:00:00Z",
    redaction: { method: "replace", substitution: "?" },
  };

  function named(root: JsonObject, nowSeconds = 0): unknown[] {
    const document = new EventDocument(root);
    normalizeTransactionName(document, readRenameRules([RULE]), nowSeconds);
    return [root.transaction, (root.transaction_info as JsonObject).source];
  }

  test("names what has no name", () => expect(named({})).toEqual(["<unlabeled transaction>", "unknown"]));

  test("scrubs paths, not other names", () => {
    expect(named({ transaction: "/a/12", transaction_info: { source: "url" } })).toEqual([
      "/a/*",
      "sanitized",
    ]);
    expect(named({ transaction: "/a/12", transaction_info: { source: "route" } })).toEqual([
      "/a/12",
      "route",
    ]);
    expect(named({ transaction: "/a/12", sdk: { name: "sentry.javascript.react" } })).toEqual([
      "/a/*",
      "sanitized",
    ]);
  });

  test("applies the project's rules until they run out", () => {
    const root = () => ({ transaction: "/user/jane/blog", transaction_info: { source: "url" } });
    expect(named(root())).toEqual(["/user/?/blog", "sanitized"]);
    expect(named(root(), Date.UTC(2031, 0) / 1_000)).toEqual(["/user/jane/blog", "sanitized"]);
  });
});
