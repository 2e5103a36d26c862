import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { boundaryOf, parseMultipart } from "./multipart-body.ts";

const form = (...parts: string[]) =>
  utf8Bytes(`${parts.map((part) => `--b\r\n${part}\r\n`).join("")}--b--\r\n`);

describe("multipart bodies", () => {
  test("are taken apart, each part with what it says of itself", () => {
    const body = form(
      'Content-Disposition: form-data; name="a"\r\n\r\n1',
      'content-type: text/x\r\ncontent-disposition: form-data; name=f; filename="ä \\"q\\".txt"\r\n\r\n\r\n--bx\r\n',
      "Content-Disposition: form-data\r\n\r\n",
    );
    const parts = parseMultipart(body, "b");
    if (!parts.ok) throw new Error(parts.error);
    expect(parts.value.map(({ bytes, ...rest }) => ({ ...rest, text: utf8Text(bytes) }))).toEqual([
      { name: "a", filename: undefined, contentType: undefined, text: "1" },
      { name: "f", filename: 'ä "q".txt', contentType: "text/x", text: "\r\n--bx\r\n" },
      { name: undefined, filename: undefined, contentType: undefined, text: "" },
    ]);
  });

  test("without an end, a header or a delimiter are refused", () => {
    const whole = form('Content-Disposition: form-data; name="a"\r\n\r\n1');
    for (const bytes of [whole.subarray(0, 20), whole.subarray(0, -5), utf8Bytes("x"), form("no header")]) {
      expect(parseMultipart(bytes, "b").ok).toBe(false);
    }
  });

  test("never throw", () => {
    const alphabet = fc.constantFrom(
      "--b",
      "--",
      "\r\n",
      "\r\n\r\n",
      "Content-Disposition: form-data; name=",
      '"',
      "x",
    );
    fc.assert(
      fc.property(fc.array(alphabet), (pieces) => {
        parseMultipart(utf8Bytes(pieces.join("")), "b");
      }),
    );
  });

  test("have their boundary in the content type", () => {
    expect(boundaryOf("multipart/form-data; boundary=abc")).toEqual({ ok: true, value: "abc" });
    expect(boundaryOf('Multipart/Form-Data; charset=x; boundary="a b"')).toEqual({ ok: true, value: "a b" });
    for (const type of [
      "",
      "text/plain; boundary=a",
      "multipart/form-data",
      "multipart/form-data; boundary=",
    ]) {
      expect(boundaryOf(type).ok).toBe(false);
    }
  });
});
