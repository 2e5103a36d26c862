import { describe, expect, test } from "bun:test";
import { utf8Text } from "../../kernel/base/bytes.ts";
import { unpackBzip2, unpackXz } from "./unpack.ts";

const bytes = (base64: string): Uint8Array => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const XZ = bytes(
  "/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AH3AA1dACaRBd2nWGAe6msZwAAAAAAAWOUJ8epqQqUAASn4AwAAAFE0B4mxxGf7AgAAAAAEWVo=",
);
const BZ = bytes("QlpoOTFBWSZTWYoLck0AAACGgIQCQAAAQCAIIAAwwASmTCjdlAwu5IpwoSEUFuSa");

describe.each([
  ["xz", unpackXz, XZ],
  ["bzip2", unpackBzip2, BZ],
] as const)("%s", (_, unpack, packed) => {
  test("unpacks", async () => {
    const plain = await unpack(packed, 1_000);
    expect(plain.ok && utf8Text(plain.value)).toBe(`MDMP${"x".repeat(500)}`);
  });

  test("stops at the limit", async () => {
    expect(await unpack(packed, 100)).toEqual({ ok: false, error: "too_large" });
  });

  test("notices what is broken", async () => {
    expect(await unpack(packed.subarray(0, packed.length - 12).slice(), 1_000)).toEqual({
      ok: false,
      error: "corrupt",
    });
    expect(await unpack(Uint8Array.from([...packed.subarray(0, 10), 1, 2, 3, 4]), 1_000)).toEqual({
      ok: false,
      error: "corrupt",
    });
  });
});
