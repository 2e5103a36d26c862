import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeBase64Url, encodeBase64Url } from "./base64url.ts";

test("every byte string has one spelling, and that is read", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(decodeBase64Url(encodeBase64Url(bytes))).toEqual(Buffer.from(bytes));
    }),
  );
});

test.each([["AA=="], ["A"], ["+w"], ["/w"], [" AA"], ["AA\n"], ["AB"], ["A A"], ["é"]])(
  "%p is refused",
  (text) => {
    expect(decodeBase64Url(text)).toBeUndefined();
  },
);
