import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { addContexts } from "./add-contexts.ts";

const CONTEXTS = {
  "aws.lambda": { aws_request_id: "r1", cold_start: true },
  cloud_resource: { "cloud.region": "eu" },
};

function add(json: string, contexts: Parameters<typeof addContexts>[1] = CONTEXTS): string {
  return new TextDecoder().decode(addContexts(new TextEncoder().encode(json), contexts));
}

describe("where something is missing", () => {
  test.each([
    [
      "{}",
      '{"contexts":{"aws.lambda":{"aws_request_id":"r1","cold_start":true},"cloud_resource":{"cloud.region":"eu"}}}',
    ],
    [
      '{"a":1.0}',
      '{"contexts":{"aws.lambda":{"aws_request_id":"r1","cold_start":true},"cloud_resource":{"cloud.region":"eu"}},"a":1.0}',
    ],
    [
      '{"contexts":{}}',
      '{"contexts":{"aws.lambda":{"aws_request_id":"r1","cold_start":true},"cloud_resource":{"cloud.region":"eu"}}}',
    ],
    [
      '{"contexts": {"aws.lambda" : {"aws_request_id":"own"} , "x":1} }',
      '{"contexts": {"cloud_resource":{"cloud.region":"eu"},"aws.lambda" : {"cold_start":true,"aws_request_id":"own"} , "x":1} }',
    ],
    [
      '{"contexts":{"aws.lambda":{},"cloud_resource":{"cloud.region":"us"}}}',
      '{"contexts":{"aws.lambda":{"aws_request_id":"r1","cold_start":true},"cloud_resource":{"cloud.region":"us"}}}',
    ],
    [
      '{"contexts":null}',
      '{"contexts":{"aws.lambda":{"aws_request_id":"r1","cold_start":true},"cloud_resource":{"cloud.region":"eu"}}}',
    ],
  ])("%s", (before, after) => {
    expect(add(before)).toBe(after);
  });

  test("numbers, key order, escapes and blanks keep their bytes", () => {
    const before =
      '{ "big":12345678901234567890, "f":1.0,"s":"\\u00e9\\"}{", "contexts" : {"os":{"name":"x"}} ,"z":[1e2,{}]}\n';
    const after = add(before);
    expect(after.replace(/"aws\.lambda":\{[^}]*\},"cloud_resource":\{[^}]*\},/, "")).not.toBe(after);
    expect(
      after.replace(/"aws\.lambda":\{[^}]*\},?"cloud_resource":\{[^}]*\},|"aws\.lambda":\{[^}]*\},/g, ""),
    ).toBe(before);
  });
});

describe("left alone", () => {
  test.each([
    '{"contexts":{"aws.lambda":{"aws_request_id":"o","cold_start":false},"cloud_resource":{"cloud.region":1}}}',
    '{"contexts":[1]}',
    '{"contexts":"x"}',
    "[]",
    "17",
    "",
    "{",
    '{"a"',
    '{"a":}',
  ])("%s", (json) => {
    expect(add(json)).toBe(json);
  });
});

test("any payload: what was there is still there, and what was missing is there too", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.option(
        fc.dictionary(
          fc.constantFrom("aws.lambda", "os", "cloud_resource"),
          fc.dictionary(fc.string(), fc.jsonValue()),
        ),
        { nil: undefined },
      ),
      fc.constantFrom(undefined, 2),
      (payload, contexts, indent) => {
        const { contexts: _ignored, ...others } = payload;
        const before: Record<string, unknown> = contexts === undefined ? others : { ...others, contexts };
        const after = JSON.parse(add(JSON.stringify(before, null, indent))) as Record<
          string,
          Record<string, object>
        >;
        expect(after).toMatchObject(JSON.parse(JSON.stringify(before)));
        for (const [name, fields] of Object.entries(CONTEXTS)) {
          expect(Object.keys(after.contexts?.[name] ?? {})).toEqual(
            expect.arrayContaining(Object.keys(fields)),
          );
        }
      },
    ),
  );
});

test("any bytes are taken without throwing", () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void addContexts(bytes, CONTEXTS)));
});
