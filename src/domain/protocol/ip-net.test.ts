import { expect, test } from "bun:test";
import { IpNets } from "./ip-net.ts";

test.each([
  ["1.2.3.4", "1.2.3.4", true],
  ["1.2.3.4", "1.2.3.5", false],
  ["10.0.0.0/8", "10.200.3.4", true],
  ["10.1.2.3/8", "10.200.3.4", true],
  ["10.0.0.0/12", "10.16.0.0", false],
  ["10.0.0.0/12", "10.15.255.255", true],
  ["0.0.0.0/0", "255.1.1.1", true],
  ["0.0.0.0/0", "::1", false],
  ["::1", "0:0:0:0:0:0:0:1", true],
  ["2001:db8::/32", "2001:0DB8:ffff::1", true],
  ["2001:db8::/32", "2001:db9::1", false],
  ["2001:db8::/33", "2001:db8:8000::", false],
  ["::ffff:1.2.3.0/120", "::ffff:102:3ff", true],
  ["::/0", "fe80::1", true],
])("%s and %s: %p", (net, address, expected) => expect(new IpNets([net]).contains(address)).toBe(expected));

test.each([
  "",
  "x",
  "1.2.3",
  "1.2.3.4/",
  "1.2.3.4/33",
  "::1/129",
  "1.2.3.4/-1",
  "1.2.3.4/8/8",
  "fe80::1%eth0",
])("%j is no block", (text) => expect(new IpNets([text]).isEmpty).toBe(true));

test("what is no address is nowhere", () => {
  const nets = new IpNets(["::/0", "0.0.0.0/0", "nonsense"]);
  expect(["1.2.3", "{{auto}}", "", "1.2.3.4:80"].map((text) => nets.contains(text))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
