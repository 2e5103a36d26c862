import { expect, test } from "bun:test";
import { hexLines, looksLikeText } from "./hex.ts";

test("tells text from bytes", () => {
  const text = (value: string) => looksLikeText(new TextEncoder().encode(value));
  expect(text("plain\n\ttext ü \u001b[31mred")).toBe(true);
  expect(text(`${"a".repeat(8_191)}ü`)).toBe(true);
  expect(text("\u0000MDMP")).toBe(false);
  expect(looksLikeText(new Uint8Array([0xff, 0xfe]))).toBe(false);
});

test("writes sixteen bytes a line", () => {
  expect(hexLines(new TextEncoder().encode("Hello, hexadecimal"))).toBe(
    "00000000  48 65 6c 6c 6f 2c 20 68 65 78 61 64 65 63 69 6d  Hello, hexadecim\n" +
      "00000010  61 6c                                            al",
  );
});
