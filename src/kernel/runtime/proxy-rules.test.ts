import { expect, test } from "bun:test";
import { NoProxy, parseProxy } from "./proxy-rules.ts";

test("proxies are read from the URLs that people write", () => {
  expect(parseProxy("http://proxy.example:3128/")).toEqual({
    host: "proxy.example",
    port: 3128,
    authorization: undefined,
  });
  expect(parseProxy("proxy.example")).toMatchObject({ host: "proxy.example", port: 80 });
  expect(parseProxy("http://[::1]:8080")).toMatchObject({ host: "::1", port: 8080 });
  const secret = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
  expect(parseProxy("http://me:p%40ss@proxy.example:3128")?.authorization).toBe(secret);
  for (const bad of ["", "socks5://a:1", "http://a:b:c", "http://a/path"])
    expect(parseProxy(bad)).toBeUndefined();
});

test("names bypass with their subdomains, networks by address", () => {
  const rules = new NoProxy(
    " example.com, .internal,*.corp, 10.0.0.0/8,192.168.1.1, fd00::/8, [::1], local:8080,",
  );
  for (const host of ["example.com", "EXAMPLE.com", "a.example.com", "a.internal", "x.corp", "10.1.2.3"]) {
    expect([host, rules.bypasses(host, 443)]).toEqual([host, true]);
  }
  for (const host of ["192.168.1.1", "fd00::1", "::1"]) {
    expect([host, rules.bypasses(host, 443)]).toEqual([host, true]);
  }
  for (const host of [
    "notexample.com",
    "example.com.evil",
    "11.1.2.3",
    "192.168.1.2",
    "fe80::1",
    "1.10.0.0",
  ]) {
    expect([host, rules.bypasses(host, 443)]).toEqual([host, false]);
  }
  expect([rules.bypasses("local", 8080), rules.bypasses("local", 80)]).toEqual([true, false]);
  expect(new NoProxy("*").bypasses("anything", 1)).toBe(true);
  expect(new NoProxy("").bypasses("anything", 1)).toBe(false);
});
