import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8Bytes } from "./bytes.ts";
import { elementSpans } from "./json-array.ts";
import { JsonObject, lineAndColumn, MAX_MEMBERS } from "./json-object.ts";
import { KeyTable } from "./key-table.ts";

const reader = new JsonObject();

/** Keys and raw values, or what is wrong. */
function read(text: string | Uint8Array, lenient = false): [string, string][] | string {
  const object = lenient ? new JsonObject(true) : reader;
  const members: [string, string][] = [];
  object.enter(typeof text === "string" ? utf8Bytes(text) : text, 0);
  while (object.next() && object.skip()) members.push([object.key(), object.raw()]);
  return object.error === undefined ? members : `${object.error.message} @${object.error.offset}`;
}

describe("JsonObject", () => {
  test.each([
    ["{}", []],
    [' {"a":1}'.trim(), [["a", "1"]]],
    [
      '{ "a" :\t1.0 ,\n"b" : [ 1 , { "c d" : " x " } ] }',
      [
        ["a", "1.0"],
        ["b", '[1,{"c d":" x "}]'],
      ],
    ],
    [
      '{"\\u0061\\n":"\\u00e9\\/","é":"é"}',
      [
        ["a\n", '"\\u00e9\\/"'],
        ["é", '"é"'],
      ],
    ],
    [
      '{"a":1,"a":-0.5e-7}',
      [
        ["a", "1"],
        ["a", "-0.5e-7"],
      ],
    ],
    ['{"a":true}{"b"', [["a", "true"]]],
  ] as [string, [string, string][]][])("%j", (text, members) => {
    expect(read(text)).toEqual(members);
  });

  test("takes white space out between parts, not out of strings", () => {
    expect(read('{"a":[ "\\\\" , "\\" , " , " x " ]}')).toEqual([["a", '["\\\\","\\" , "," x "]']]);
  });

  test("unescapes a value that is a string, and only that", () => {
    reader.enter(utf8Bytes('{"a":"x\\u0041é","b":5}'), 0);
    expect([reader.next(), reader.skip(), reader.string()]).toEqual([true, true, "xAé"]);
    expect([reader.next(), reader.skip(), reader.string()]).toEqual([true, true, undefined]);
    expect([reader.next(), reader.end]).toEqual([false, 23]);
  });

  test.each([
    ["[]", "expected value @0"],
    ["{", "EOF while parsing an object @1"],
    ['{"a"', "EOF while parsing an object @4"],
    ['{"a":', "EOF while parsing a value @5"],
    ['{"a":"', "EOF while parsing a string @6"],
    ['{"a":[1', "EOF while parsing a list @7"],
    ["{a:1}", "key must be a string @1"],
    ['{"a" 1}', "expected `:` @5"],
    ['{"a":1,}', "trailing comma @7"],
    ['{"a":[1,]}', "trailing comma @8"],
    ['{"a":1 "b":2}', "expected `,` or `}` @7"],
    ['{"a":[1 2]}', "expected `,` or `]` @8"],
    ['{"a":tru}', "expected ident @8"],
    ['{"a":01}', "invalid number @6"],
    ['{"a":1.}', "invalid number @7"],
    ['{"a":1e400}', "number out of range @9"],
    ['{"a":"\t"}', "control character (\\u0000-\\u001F) found while parsing a string @6"],
    ['{"a":"\\x"}', "invalid escape @7"],
    ['{"a":"\\ud800"}', "unexpected end of hex escape @12"],
    ['{"a":"\\udc00"}', "lone leading surrogate in hex escape @11"],
    [`{"a":${"[".repeat(127)}`, "recursion limit exceeded @131"],
  ])("%j is refused: %s", (text, message) => {
    expect(read(text)).toBe(message);
  });

  test("what is not UTF-8 is refused, unless nobody will read it", () => {
    const bytes = new Uint8Array([...utf8Bytes('{"a":"'), 0xff, 0x22, 0x7d]);
    expect(read(bytes)).toBe("invalid unicode code point @8");
    expect(read(bytes, true)).toHaveLength(1);
    expect(read('{"a":"\\ud800","b":1e999}', true)).toHaveLength(2);
  });

  test("the number of members is limited", () => {
    const members = (count: number) => `{${Array.from({ length: count }, (_, i) => `"${i}":0`).join()}}`;
    expect(read(members(MAX_MEMBERS))).toHaveLength(MAX_MEMBERS);
    expect(read(members(MAX_MEMBERS + 1))).toStartWith("more than 4096 fields");
  });

  test("agrees with JSON.parse on what is an object, and on every value", () => {
    const value = fc.oneof(
      fc.json().map((json) => `{"k":${json}}`),
      fc
        .dictionary(fc.string({ unit: "grapheme" }), fc.jsonValue())
        .map((object) => JSON.stringify(object, null, 1)),
      fc.tuple(fc.json(), fc.nat(20), fc.string({ maxLength: 2 })).map(([json, at, noise]) => {
        const text = `{"k":${json}}`;
        return text.slice(0, at) + noise + text.slice(at);
      }),
    );
    fc.assert(
      fc.property(value, (text) => {
        const members = read(text.trimStart());
        const whole =
          reader.error === undefined && reader.end === utf8Bytes(text.trimStart().trimEnd()).length;
        if (!whole || typeof members === "string") return;
        expect(Object.fromEntries(members.map(([key, raw]) => [key, JSON.parse(raw)]))).toEqual(
          JSON.parse(text),
        );
      }),
    );
  });

  test("refuses what JSON.parse refuses", () => {
    const noisy = fc.array(fc.constantFrom(...'{}[]",:0123-+.eEtrufalsn\\ \n"a'), { maxLength: 12 });
    fc.assert(
      fc.property(noisy, (chars) => {
        const text = `{"k":${chars.join("")}}`;
        const accepted = typeof read(text) !== "string" && reader.end === text.length;
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(accepted).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });
});

test("lines and columns count from the start of the text that is read", () => {
  const bytes = utf8Bytes('xx{\n"a":\n1}');
  expect(lineAndColumn(bytes, 2, 3)).toBe("line 1 column 1");
  expect(lineAndColumn(bytes, 2, 10)).toBe("line 3 column 1");
});

describe("elementSpans", () => {
  const spans = (text: string) => elementSpans(utf8Bytes(text))?.map(([from, to]) => text.slice(from, to));

  test.each([
    ["[]", []],
    [' [ 1.0 , {"a": [2]} ,"x"] \n', ["1.0", '{"a": [2]}', '"x"']],
    ["[1,]", undefined],
    ["[1] 2", undefined],
    ["{}", undefined],
    ["[1", undefined],
  ] as const)("%j", (text, expected) => {
    expect(spans(text)).toEqual(expected as string[] | undefined);
  });
});

describe("KeyTable", () => {
  const table = new KeyTable(["type", "length", "a"]);

  test("finds keys in bytes", () => {
    const bytes = utf8Bytes("typelengthatyp");
    expect(table.find(bytes, 0, 4)).toBe(0);
    expect(table.find(bytes, 4, 10)).toBe(1);
    expect(table.find(bytes, 10, 11)).toBe(2);
    expect(table.find(bytes, 11, 14)).toBe(-1);
    expect(table.find(bytes, 3, 3)).toBe(-1);
    expect(table.name(1)).toBe("length");
  });

  test("refuses a set that it cannot tell apart", () => {
    expect(() => new KeyTable(["abc", "axc"])).toThrow("keys must differ");
  });
});
