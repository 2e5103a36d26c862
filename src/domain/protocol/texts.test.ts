import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { floatText } from "./float-text.ts";
import { canonicalIp } from "./ip.ts";
import { canonicalRfc3339, formatRfc3339, parseRfc3339, rfc3339Problem } from "./rfc3339.ts";
import { parseTraceContext, type TraceContext, wireTraceContext } from "./trace-context.ts";
import { hyphenated, parseUuid } from "./uuid.ts";

describe("times", () => {
  test.each([
    ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"],
    ["2020-01-01 00:00:00.100000+01:00", "2019-12-31T23:00:00.100Z"],
    ["2020-01-01T00:00:00.123456789123Z", "2020-01-01T00:00:00.123456789Z"],
    ["2020-01-01T00:00:00.123000Z", "2020-01-01T00:00:00.123Z"],
    ["2020-01-01T00:00:60Z", "2020-01-01T00:00:60Z"],
    [" 2020-1-1t00:00:00 utc", "2020-01-01T00:00:00Z"],
    ["9999-12-31T23:59:59-01:00", "+10000-01-01T00:59:59Z"],
    ["2020-02-29T00:00:00Z", "2020-02-29T00:00:00Z"],
  ])("%s is written as %s", (text, expected) => {
    expect(canonicalRfc3339(text)).toBe(expected);
  });

  test.each([
    ["2020-02-30T00:00:00Z", "input is out of range"],
    ["2020-01-01T24:00:00Z", "input is out of range"],
    ["2020-01-01T00:00:00", "premature end of input"],
    ["", "premature end of input"],
    ["12020-01-01T00:00:00Z", "input contains invalid characters"],
    ["x", "input contains invalid characters"],
  ])("%j is none: %s", (text, problem) => {
    expect(canonicalRfc3339(text)).toBeUndefined();
    expect(rfc3339Problem(text)).toBe(problem);
  });

  test("read back what was written", () => {
    const instant = fc.record({
      seconds: fc.integer({ min: -6e10, max: 2.5e11 }),
      nanos: fc.nat(999_999_999),
    });
    fc.assert(fc.property(instant, (it) => expect(parseRfc3339(formatRfc3339(it))).toEqual(it)));
  });
});

describe("ids and addresses", () => {
  const ID = "3bf0c84598b54c10b0215873d2d35a03";

  test.each([
    [ID],
    [ID.toUpperCase()],
    [hyphenated(ID)],
    [`urn:uuid:${hyphenated(ID)}`],
    [`{${hyphenated(ID)}}`],
  ])("%s is an id", (text) => {
    expect(parseUuid(text)).toBe(ID);
  });

  test.each([[`{${ID}}`], [` ${ID}`], [ID.slice(1)], [`{${hyphenated(ID)}`], [""]])("%j is none", (text) => {
    expect(parseUuid(text)).toBeUndefined();
  });

  test.each([
    ["127.0.0.1", "127.0.0.1"],
    ["2001:DB8:0::1", "2001:db8::1"],
    ["::FFFF:1.2.3.4", "::ffff:1.2.3.4"],
    ["1.2.3.04", undefined],
    ["1.2.3", undefined],
    ["::1%eth0", undefined],
    ["[::1]", undefined],
  ])("address %s is %p", (text, expected) => {
    expect(canonicalIp(text)).toBe(expected as string);
  });

  test.each([
    [1, "1.0"],
    [0.25, "0.25"],
    [-0, "-0.0"],
    [1e-5, "0.00001"],
    [1e-6, "1e-6"],
    [0.00012, "0.00012"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
  ])("float %p is written as %s", (value, expected) => {
    expect(floatText(value)).toBe(expected);
  });
});

function traceContextJson(trace: TraceContext): string {
  return `${JSON.stringify(wireTraceContext(trace)).slice(0, -1)}${trace.other.toJson()}}`;
}

describe("trace contexts", () => {
  const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
  const REQUIRED = `"trace_id":"12345678123456781234567812345678","public_key":"${KEY}"`;
  const NULLS = `"release":null,"environment":null,"transaction":null`;
  const written = (members: string) => {
    const trace = parseTraceContext(utf8Bytes(`{${members}}`), 0);
    return trace === undefined ? undefined : traceContextJson(trace);
  };

  test.each([
    ["", `${NULLS},"replay_id":null`],
    [',"segment_name":"foo"', `"release":null,"environment":null,"transaction":"foo","replay_id":null`],
    [',"sample_rate":"1","sampled":"true"', `${NULLS},"sample_rate":"1.0","replay_id":null,"sampled":true`],
    [',"sample_rate":null,"sampled":"maybe"', `${NULLS},"replay_id":null`],
    [',"user":{"id":"x","segment":"y","z":1}', `${NULLS},"user_segment":"y","user_id":"x","replay_id":null`],
    [',"user":{"id":"x","segment":"y"},"user_id":"q"', `${NULLS},"user_id":"q","replay_id":null`],
    [',"user":{"id":"x"},"user_id":""', `${NULLS},"user_id":"x","replay_id":null`],
    [
      ',"sample_rand":0.50,"b":{"d":1, "c":2}',
      `${NULLS},"replay_id":null,"b":{"d":1,"c":2},"sample_rand":0.50`,
    ],
    [
      ',"replay_id":"12345678123456781234567812345678"',
      `${NULLS},"replay_id":"12345678-1234-5678-1234-567812345678"`,
    ],
  ])("%s is written as %s", (members, expected) => {
    expect(written(REQUIRED + members)).toBe(`{${REQUIRED},${expected}}`);
  });

  test.each([
    [`"trace_id":"12345678123456781234567812345678"`],
    [`"trace_id":"${"0".repeat(32)}","public_key":"${KEY}"`],
    [`"trace_id":"12345678123456781234567812345678","public_key":"x"`],
    [`${REQUIRED},"sample_rate":-1`],
    [`${REQUIRED},"sample_rate":"abc"`],
    [`${REQUIRED},"sample_rate":".5"`],
    [`${REQUIRED},"sampled":1`],
    [`${REQUIRED},"release":5`],
    [`${REQUIRED},"user_id":null`],
    [`${REQUIRED},"user":5`],
    [`${REQUIRED},"replay_id":"zz"`],
    [`${REQUIRED},"transaction":"a","segment_name":"b"`],
    [`${REQUIRED},"release":"a","release":"a"`],
    [`${REQUIRED},"release":`],
  ])("%s is malformed", (members) => {
    expect(written(members)).toBeUndefined();
  });

  test("texts read unescaped, and a changed copy is written anew", () => {
    const trace = parseTraceContext(utf8Bytes(`{${REQUIRED},"release":"a\\u0041\\n","user_id":"é"}`), 0);
    if (trace === undefined) throw new Error("must parse");
    expect([trace.release, trace.environment, trace.userId, trace.userSegment]).toEqual([
      "aA\n",
      undefined,
      "é",
      "",
    ]);
    const { traceId, publicKey, userId, userSegment, other } = trace;
    expect(traceContextJson({ traceId, publicKey, userId, userSegment, other, release: 'b"' })).toBe(
      `{${REQUIRED},"release":"b\\"","environment":null,"transaction":null,"user_id":"é","replay_id":null}`,
    );
  });
});
