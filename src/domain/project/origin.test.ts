import { expect, test } from "bun:test";
import { isAllowedOrigin } from "./origin.ts";

/** Seen on the reference: pattern, origins that it allows, origins that it does not. */
test.each<[string, string[], string[]]>([
  ["*", ["https://a", "http://a:81", "file:///x"], []],
  ["", [], ["https://a"]],
  [
    "example.com",
    ["https://example.com", "http://example.com:8080", "https://EXAMPLE.com"],
    ["https://x.example.com"],
  ],
  ["EXAMPLE.com", ["http://example.com"], []],
  ["http://example.com:80", [], ["http://example.com", "http://example.com:81", "https://example.com"]],
  ["example.com:443", ["http://example.com:443"], ["https://example.com", "https://example.com:443"]],
  ["https://example.com", ["https://example.com:9", "https://example.com/path"], ["http://example.com"]],
  ["https://example.com/foo", ["https://example.com/bar"], []],
  ["*.example.com", ["https://example.com", "https://a.b.example.com"], ["https://aexample.com"]],
  ["*example.com", ["https://example.com", "https://aexample.com"], ["https://example.org"]],
  ["*:80", [], ["http://a", "http://a:80", "http://a:81"]],
  ["app://*", ["app://foo"], ["https://a"]],
  ["http://*:*", ["http://a:5"], ["https://a"]],
  ["localhost", ["http://localhost:3000"], ["http://127.0.0.1"]],
  ["[::1]", ["http://[::1]:80"], []],
  ["[::1]:80", [], ["http://[::1]", "http://[::1]:81"]],
  ["*.com", ["http://example.com", "http://com"], ["http://example.org"]],
  ["exa*.com", [], ["http://example.com"]],
  ["example.com.", [], ["http://example.com"]],
  [" example.com", [], ["http://example.com"]],
  ["http://user@example.com", [], ["http://example.com"]],
  ["example.com:foo", [], ["http://example.com"]],
])("%p", (pattern, allowed, refused) => {
  for (const origin of allowed) expect([origin, isAllowedOrigin([pattern], origin)]).toEqual([origin, true]);
  for (const origin of refused) expect([origin, isAllowedOrigin([pattern], origin)]).toEqual([origin, false]);
});

test("without patterns no page may send, but what is no page may", () => {
  expect(isAllowedOrigin([], "https://a")).toBe(false);
  for (const origin of [undefined, "null", "garbage", "chrome-extension://abc"]) {
    expect(isAllowedOrigin([], origin)).toBe(true);
  }
});

test("any of the patterns will do", () => {
  expect(isAllowedOrigin(["a.com", "b.com"], "https://b.com")).toBe(true);
});
