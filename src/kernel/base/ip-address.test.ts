import { expect, test } from "bun:test";
import fc from "fast-check";
import { ipFamily } from "./ip-address.ts";

const { isIP } = await import("node:net"); // the pure function alone

test("agrees with the runtime on addresses", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => expect(ipFamily(text)).toBe(isIP(text) as 4 | 6)),
  );
});

test("agrees with the runtime on what is nearly one", () => {
  const nearly = fc.string({ unit: fc.constantFrom(..."0129af:."), maxLength: 20 });
  fc.assert(
    fc.property(nearly, (text) => expect(ipFamily(text)).toBe(isIP(text) as 0 | 4 | 6)),
    { numRuns: 2000 },
  );
});

const CASES: readonly (readonly [string, number])[] = [
  ["::", 6],
  ["::1", 6],
  ["1::", 6],
  ["1:2:3:4:5:6:7::", 6],
  ["1:2:3:4:5:6:7:8::", 0],
  ["::ffff:1.2.3.4", 6],
  ["1.2.3.4::", 0],
  [":::", 0],
  ["1:2:3:4:5:6:7", 0],
  ["01.2.3.4", 0],
  ["256.1.1.1", 0],
  ["fe80::1%eth0", 0],
  ["", 0],
];
for (const [text, family] of CASES) {
  test(`"${text}" is ${family === 0 ? "none" : `IPv${family}`}`, () =>
    expect(ipFamily(text)).toBe(family as 0 | 4 | 6));
}
