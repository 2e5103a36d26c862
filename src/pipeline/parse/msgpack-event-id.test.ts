import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { msgpackEventId } from "./msgpack-event-id.ts";

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(" ", ""), "hex"));
const KEY = "a8 6576656e745f6964";

describe("the event id in MessagePack", () => {
  test("is found among values of every kind", () => {
    const others =
      "a161 93 01 ff cb 3ff0000000000000 a162 81 c0 c3 a163 c4 02 0000 a164 d6 01 00000000 a165 dc 0001 c7 01 05 00";
    expect(msgpackEventId(hex(`86 ${others} ${KEY} d9 02 3132`))).toEqual({ ok: true, value: "12" });
    expect(msgpackEventId(hex(`de 0001 ${KEY} a2 3132`))).toEqual({ ok: true, value: "12" });
  });

  test("may be absent, or no text", () => {
    expect(msgpackEventId(hex("80"))).toEqual({ ok: true, value: undefined });
    expect(msgpackEventId(hex(`81 ${KEY} 05`))).toEqual({ ok: true, value: undefined });
  });

  test("is not looked for in what is no map, or no MessagePack", () => {
    for (const bad of [
      "c1",
      "",
      "90",
      "81",
      "81 a161 c1",
      `81 ${KEY} a5 31`,
      `81 a161 ${"91".repeat(200)}`,
    ]) {
      expect(msgpackEventId(hex(bad)).ok).toBe(false);
    }
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void msgpackEventId(bytes)));
  });
});
