import { expect, test } from "bun:test";
import { proxyFor } from "./proxy.ts";

const UNSET = { proxy: null, noProxy: null };
const env = { HTTPS_PROXY: "http://secure:1", http_proxy: "plain:2" };

test("the scheme of the URL chooses the variable", () => {
  expect(proxyFor("https://a.example/", UNSET, env)).toBe("http://secure:1");
  expect(proxyFor("http://a.example/", UNSET, env)).toBe("http://plain:2");
  expect(proxyFor("http://a.example/", UNSET, {})).toBeUndefined();
});

test("the option wins, an empty one means none", () => {
  expect(proxyFor("https://a.example/", { proxy: "http://own:3", noProxy: null }, env)).toBe("http://own:3");
  expect(proxyFor("https://a.example/", { proxy: "", noProxy: null }, env)).toBeUndefined();
});

test("exempt hosts are reached directly", () => {
  const direct = (url: string, noProxy: string) =>
    proxyFor(url, { proxy: "http://p:1", noProxy }, {}) === undefined;
  expect(direct("https://a.b.example/", "b.example")).toBe(true);
  expect(direct("https://a.b.example/", ".b.example, other")).toBe(true);
  expect(direct("https://ab.example/", "b.example")).toBe(false);
  expect(direct("https://x/", "*")).toBe(true);
  expect(direct("http://x:8080/", "x:8080")).toBe(true);
  expect(direct("http://x:8081/", "x:8080")).toBe(false);
  expect(direct("http://[::1]:9/", "::1")).toBe(true);
});

test("a client's Proxy header in a CGI environment is not a proxy", () => {
  expect(
    proxyFor("http://a/", UNSET, { HTTP_PROXY: "http://evil:1", REQUEST_METHOD: "GET" }),
  ).toBeUndefined();
});
