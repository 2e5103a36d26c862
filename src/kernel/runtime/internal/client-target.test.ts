import { expect, test } from "bun:test";
import { parseTarget } from "./client-target.ts";

test("path and query stay as they are", () => {
  expect(parseTarget("http://Host.example:8080/a/../b//%2e?x=%20?y#frag")).toEqual({
    origin: {
      key: "http://host.example:8080",
      secure: false,
      host: "Host.example",
      port: 8080,
      hostHeader: "Host.example:8080",
    },
    path: "/a/../b//%2e?x=%20?y",
  });
  expect(parseTarget("https://a?b")).toMatchObject({ path: "/?b", origin: { port: 443, hostHeader: "a" } });
  expect(parseTarget("https://[::1]:443")).toMatchObject({
    path: "/",
    origin: { host: "::1", hostHeader: "[::1]" },
  });
});

test("what is no http URL, or would break the request line, is refused", () => {
  const bad = [
    "a",
    "/a",
    "ftp://a/",
    "http://",
    "http:///x",
    "http://a:0/",
    "http://a:70000/",
    "http://u:p@a/",
  ];
  for (const url of [...bad, "http://a/b c", "http://a/b\r\nx: y", "http://a b/"]) {
    expect([url, parseTarget(url)]).toEqual([url, undefined]);
  }
});
