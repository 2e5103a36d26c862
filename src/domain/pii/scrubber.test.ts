import { describe, expect, test } from "bun:test";
import { scrubJson } from "./testkit/scrub.ts";

interface Result {
  readonly text: string | null;
  readonly meta: unknown;
}

/** What becomes of a text at `extra.k`. */
function scrubText(text: string, rules: readonly string[] | Readonly<Record<string, unknown>>): Result {
  const ids = Array.isArray(rules) ? rules : Object.keys(rules);
  const config = { rules: Array.isArray(rules) ? {} : rules, applications: { $string: ids } };
  const event = JSON.parse(scrubJson(JSON.stringify({ extra: { k: text } }), config));
  return { text: event.extra?.k ?? null, meta: event._meta?.extra?.k?.[""] };
}

function replacing(pattern: string, text: string, replaceGroups?: readonly number[]): unknown {
  return {
    type: "pattern",
    pattern,
    redaction: { method: "replace", text },
    ...(replaceGroups && { replaceGroups }),
  };
}

describe("built-in rules", () => {
  test.each([
    ["@email", "x a@b.cd y .c@d-e.co.uk", "x [email] y .[email]"],
    ["@email", "éa@b.cd a@b.c a@b.cd_", "éa@b.cd a@b.c a@b.cd_"],
    ["@creditcard", "4111-1111-1111-1111 411111111111111", "[creditcard] 411111111111111"],
    ["@creditcard", "4111 1111\n1111\u00a01111, 4111--1111-1111-1111", "[creditcard], 4111--1111-1111-1111"],
    ["@iban", "DE89370400440532013000 XX89370400440532013000", "[iban] XX89370400440532013000"],
    ["@ip", "01.002.3.255 256.1.1.1 1.2.3.4x", "[ip] 256.1.1.1 1.2.3.4x"],
    ["@ip", "::1 2001:db8::1", "[ip] 2001:[ip]"],
    ["@ip", ":::1, 1:2:3:4::1.2.3.4_ fe80:%eth0::1.2.3.4_", ":[ip], [ip]_ [ip]_"],
    ["@imei", "49-015420-323751-8 490154203237518x", "[imei] 490154203237518x"],
    ["@imei:mask", "490154203237518", "66654907254FC48D51F8F68A79F24804E520ED31"],
    ["@email:hash", "a@b.com", "61B3201A382D592BE35539FDC89B1D3DD75CE6E1"],
    ["@mac", "4a:00-04:10:9b:50 4g:00:04:10:9b:50", "***************** 4g:00:04:10:9b:50"],
    ["@uuid:replace", "zzzz0822-ed8f-4622-b2a3-789e73e75cd1", "[uuid]"],
    ["@usssn:replace", "078-05-1120 ٠٧٨-٠٥-١١٢٠ 078-05-11201", "[us-ssn] ٠٧٨-٠٥-١١٢٠ 078-05-11201"],
    ["@urlauth", "http://u:p@h //x@y", "http://[auth]@h //x@y"],
    ["@urlauth:legacy", "http://u:p@h http://u@h", "http://u:[Filtered]@h http://u@h"],
    ["@userpath", "/home/me/x C:\\Users\\me\\y", "/home/[user]/x C:\\Users\\[user]\\y"],
    ["@bearer", "Authorization: bearer abc.d x", "Authorization: Bearer [token] x"],
    ["@cookies:filter", "a=b; SESSION__12=zz; su=q", "a=b; SESSION__12=[Filtered]; su=[Filtered]"],
    ["@password:filter", "my Secret word", "[Filtered]"],
    ["@password:filter", "token x=", "token x="],
    ["@password:filter", "xtoken=1", "[Filtered]"],
    ["@password:filter", "paſſword", "[Filtered]"],
    ["@password:filter", "b Bearer abc x", "b [Filtered] x"],
    [
      "@pemkey",
      "-----BEGIN RSA PRIVATE KEY-----\nab\ncd\n-----END RSA PRIVATE KEY-----",
      "-----BEGIN RSA PRIVATE KEY-----\n[pemkey]\n-----END RSA PRIVATE KEY-----",
    ],
  ])("%s in %j", (rule, text, result) => {
    expect(scrubText(text, [rule]).text).toBe(result);
  });

  test("leave words alone that say nothing", () => {
    for (const text of ["", "true", "false", "null", "undefined"])
      expect(scrubText(text, ["@anything:mask"]).text).toBe(text);
  });
});

describe("redactions", () => {
  test.each([
    ["mask", [["r", "m", 0, 4]]],
    ["hash", [["r", "p", 0, 40]]],
  ])("%s counts characters and says where, in bytes", (method, remarks) => {
    const { text, meta } = scrubText("héé😀", { r: { type: "anything", redaction: { method } } });
    expect(text).toHaveLength(method === "mask" ? 4 : 40);
    expect(meta).toEqual({ rem: remarks, len: 4 });
  });

  test("are placed by the bytes before them", () => {
    expect(scrubText("é a@b.com", ["@email"])).toEqual({
      text: "é [email]",
      meta: { rem: [["@email", "s", 3, 10]], len: 9 },
    });
  });

  test("of a match leave nothing, of a value take it away", () => {
    const remove = { method: "remove" };
    expect(scrubText("abc", { r: { type: "pattern", pattern: "b", redaction: remove } })).toEqual({
      text: "ac",
      meta: { rem: [["r", "x", 1, 1]], len: 3 },
    });
    expect(scrubText("abc", { r: { type: "anything", redaction: remove } })).toEqual({
      text: null,
      meta: { rem: [["r", "x"]] },
    });
  });

  test("of an unknown kind take text away without a word", () => {
    const result = scrubText("abc", { r: { type: "pattern", pattern: "b", redaction: { method: "zz" } } });
    expect(result).toEqual({ text: "ac", meta: { len: 3 } });
  });

  test("go line by line through all of a text", () => {
    expect(scrubText("x\ny\n\nz", ["@anything"]).text).toBe("[Filtered]\n[Filtered]\n[Filtered]\n[Filtered]");
  });
});

describe("rules after rules", () => {
  test("match around what was replaced, not inside", () => {
    const rules = { a: replacing("foo", "[F]"), b: replacing("F|a.*b", "[B]") };
    expect(scrubText("xa1foo2bx foo", rules)).toEqual({
      text: "x[B]x [F]",
      meta: {
        rem: [
          ["b", "s", 1, 4],
          ["a", "s", 6, 9],
        ],
        len: 13,
      },
    });
  });

  test("run by their names, and leave what is wholly replaced", () => {
    const rules = { z: replacing("b", "[Z]"), a: replacing(".+", "[A]") };
    expect(scrubText("abc", rules).text).toBe("[A]");
  });

  test("take groups", () => {
    expect(scrubText("xaby", { r: replacing("(a)(b)", "[X]", [1, 2]) }).text).toBe("x[X][X]y");
    expect(scrubText("xaby", { r: replacing("(a)(b)", "[X]", []) }).text).toBe("xaby");
    expect(scrubText("xacy abc", { r: replacing("a(b)?c", "[X]", [1]) }).text).toBe("xacy a[X]c");
    expect(scrubText("xabcdey", { r: replacing("a(b(c)d)e", "[X]", [1, 2]) }).text).toBe("xa[X]ey");
  });

  test("hide what is inside of them, or do not", () => {
    const several = { type: "multiple", rules: ["@email", "@ip"] };
    const hidden = scrubText("a@b.cd 1.2.3.4", {
      m: { ...several, hideInner: true, redaction: { method: "mask" } },
    });
    expect(hidden).toEqual({
      text: "****** *******",
      meta: {
        rem: [
          ["m", "m", 0, 6],
          ["m", "m", 7, 14],
        ],
        len: 14,
      },
    });
    const shown = scrubText("a@b.cd", { m: { ...several, redaction: { method: "mask" } } });
    expect(shown.meta).toEqual({ rem: [["@email", "s", 0, 7]], len: 6 });
  });

  test("that are in a circle or unknown do nothing", () => {
    const circle = {
      a: { type: "alias", rule: "b" },
      b: { type: "multiple", rules: ["a", "nope", "@email"] },
    };
    expect(scrubText("a@b.cd", circle).text).toBe("[email]");
  });

  test("with a pattern that is none do nothing", () => {
    expect(scrubText("aa", { r: replacing("(?=a)", "x") }).text).toBe("aa");
  });

  test("see no NUL that was sent", () => {
    expect(scrubText("pass\0word", ["@password:filter"]).text).toBe("[Filtered]");
    expect(scrubText("a\0b", ["@email"]).text).toBe("a\0b");
  });
});

describe("keys", () => {
  function scrubKey(key: string, value: unknown, rule = "@password:filter"): unknown {
    const event = { extra: { [key]: value } };
    return JSON.parse(
      scrubJson(JSON.stringify(event), {
        applications: { "$string || $number || $array || $object": [rule] },
      }),
    );
  }

  test.each([
    ["password", "x", "[Filtered]"],
    ["access_token", "x", "[Filtered]"],
    ["otp", "x", "[Filtered]"],
    ["xotp", "x", "x"],
    ["n.tokens", 5, null],
    ["apikey", ["a"], null],
    ["flag_auth", true, true],
    ["secret", "true", "true"],
    ["passwd", "a\nb", "[Filtered]"],
  ])("%s: %j", (key, value, result) => {
    expect(scrubKey(key, value)).toMatchObject({ extra: { [key]: result } });
  });

  test("of pairs are keys, as long as all are pairs", () => {
    expect(scrubKey("list", [["password", "x"]])).toMatchObject({
      extra: { list: [["password", "[Filtered]"]] },
    });
    expect(scrubKey("list", [["password", "x"], ["k"]])).toMatchObject({
      extra: { list: [["[Filtered]", "x"], ["k"]] },
    });
  });
});
