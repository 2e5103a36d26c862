import { expect, test } from "bun:test";
import { applyProxyDefaults } from "./proxy-defaults.ts";

const ENV = { HTTPS_PROXY: "http://secure:1", http_proxy: "http://plain:2", NO_PROXY: "a,b" };

test("the upstream's scheme chooses the variable", () => {
  expect(applyProxyDefaults({}, ENV).http).toEqual({ proxy: "http://secure:1", no_proxy: "a,b" });
  const plain = { relay: { upstream: "http://a.example/" } };
  expect(applyProxyDefaults(plain, ENV).http).toEqual({ proxy: "http://plain:2", no_proxy: "a,b" });
  expect(applyProxyDefaults(plain, { ALL_PROXY: "http://all:3" }).http).toEqual({ proxy: "http://all:3" });
  expect(applyProxyDefaults(plain, {})).toEqual(plain);
});

test("the file wins; an empty text means none", () => {
  const own = { http: { proxy: "http://own:3", no_proxy: null } };
  expect(applyProxyDefaults(own, ENV).http).toEqual({ proxy: "http://own:3", no_proxy: "a,b" });
  expect(applyProxyDefaults({ http: { proxy: "" } }, ENV).http).toMatchObject({ proxy: "" });
});

test("a client's Proxy header in a CGI environment is not a proxy", () => {
  const plain = { relay: { upstream: "http://a/" } };
  expect(applyProxyDefaults(plain, { HTTP_PROXY: "http://evil:1", REQUEST_METHOD: "GET" })).toEqual(plain);
});
