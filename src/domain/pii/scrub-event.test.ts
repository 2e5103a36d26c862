import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { convertDatascrubbing } from "./datascrubbing.ts";
import { selectorText } from "./selector.ts";
import { scrubJson } from "./testkit/scrub.ts";

function scrub(
  event: unknown,
  applications: Readonly<Record<string, readonly string[]>>,
): Record<string, unknown> {
  return JSON.parse(scrubJson(JSON.stringify(event), { applications }));
}

describe("special places", () => {
  test("files keep their own names", () => {
    const frames = ["a/b.js", "b.js", "/b.js", "a/", "é\\x/b.js"].map((filename) => ({ filename }));
    const event = { exception: { values: [{ type: "E", stacktrace: { frames } }] } };
    const mask = scrub(event, { "$frame.filename": ["@anything:mask"] });
    const remove = scrub(event, { "$frame.filename": ["@anything:remove"] });
    const names = (result: Record<string, unknown>): unknown =>
      (
        result.exception as { values: { stacktrace: { frames: { filename: string }[] } }[] }
      ).values[0]?.stacktrace.frames.map(({ filename }) => filename);
    expect(names(mask)).toEqual(["*/b.js", "b.js", "/b.js", "*/", "***/b.js"]);
    expect(names(remove)).toEqual(["b.js", "b.js", "/b.js", "", "b.js"]);
  });

  test("an address that is none any more tells users apart", () => {
    const hash = "452CBFAF73237C28A6BA00DA112DAD057C3E86D8";
    expect(scrub({ user: { ip_address: "1.2.3.4" } }, { $string: ["@ip:hash"] })).toEqual({
      user: { id: hash, ip_address: null },
      _meta: {
        user: {
          id: { "": { rem: [["@ip:hash", "p", 0, 40]], len: 7 } },
          ip_address: { "": { rem: [["pii:ip_address", "x"]] } },
        },
      },
    });
    expect(scrub({ user: { ip_address: "1.2.3.4", id: "a" } }, { $string: ["@ip:hash"] })).toMatchObject({
      user: { id: "a", ip_address: hash },
    });
  });

  test("what was sent and refused is looked at too", () => {
    const event = {
      user: { ip_address: "at a@b.cd" },
      extra: { k: null },
      _meta: { extra: { k: { "": { val: "x a@b.cd" } } } },
    };
    expect(scrub(event, { $string: ["@email"] })._meta).toMatchObject({
      user: { ip_address: { "": { val: "at [email]" } } },
      extra: { k: { "": { val: "x [email]" } } },
    });
    expect(scrub(event, { $string: ["@anything:remove"] })._meta).not.toHaveProperty("extra.k.");
  });

  test("earlier remarks are kept, and shifted", () => {
    const event = {
      extra: { k: "a@b.cd [X] z" },
      _meta: {
        extra: {
          k: {
            "": {
              rem: [
                ["old", "s", 7, 10],
                ["gone", "x"],
              ],
              len: 99,
            },
          },
        },
      },
    };
    expect(scrub(event, { $string: ["@email"] })).toMatchObject({
      extra: { k: "[email] [X] z" },
      _meta: {
        extra: {
          k: {
            "": {
              rem: [
                ["@email", "s", 0, 7],
                ["old", "s", 8, 11],
              ],
              len: 99,
            },
          },
        },
      },
    });
  });
});

test("scrubbing twice is scrubbing once", () => {
  const parts = fc.constantFrom(
    "a@b.cd",
    "password",
    "Bearer x",
    "4111111111111111",
    "::1",
    " ",
    "é",
    "//u:p@h",
    "[ip]",
  );
  const text = fc
    .array(parts, { maxLength: 5 })
    .filter((found) => found.filter((part) => part === "::1").length < 2) // see the test below
    .map((found) => found.join(""));
  const rules = {
    $string: ["@common:filter", "@ip:replace", "@email:hash"],
    "extra.secret": ["@anything:mask"],
  };
  fc.assert(
    fc.property(text, text, (a, b) => {
      const once = scrub({ extra: { a, secret: b, list: [a, { token: b }] } }, rules);
      expect(scrub(once, rules)).toEqual(once);
    }),
    { numRuns: 200 },
  );
});

test("of addresses with one space between them each time only every other one is found, as the wheel has it", () => {
  const rules = { $string: ["@ip:replace"] };
  const once = scrub({ extra: { a: "::1 ::1" } }, rules);
  expect(once.extra).toEqual({ a: "[ip] ::1" });
  expect(scrub(once, rules).extra).toEqual({ a: "[ip] [ip]" });
});

describe("classes", () => {
  const event = {
    server_name: "x",
    tags: { bar: "y" },
    logentry: { message: "m", formatted: "f" },
    environment: "prod",
  };

  test("types match what may hold personal data, not what only perhaps does", () => {
    expect(scrub(event, { $string: ["@anything:remove"] })).toMatchObject({
      server_name: null,
      tags: [["bar", "y"]],
      logentry: { message: "m", formatted: null },
      environment: "prod",
    });
  });

  test("keys match it, nothing matches what never does", () => {
    const masked = scrub(event, {
      "tags.BAR": ["@anything:mask"],
      "logentry.message": ["@anything:mask"],
      environment: ["@anything:mask"],
    });
    expect(masked).toMatchObject({ tags: [["bar", "*"]], logentry: { message: "m" }, environment: "prod" });
  });
});

describe("deep wildcards", () => {
  const event = { extra: { a: { b: { c: "x" }, c: "y" } } };
  test.each([
    ["a.**.c", { b: { c: "*" }, c: "y" }],
    ["a.**", { b: null, c: "*" }],
    ["a.b.**", { b: { c: "*" }, c: "y" }],
    ["**.c", { b: { c: "*" }, c: "*" }],
    ["extra.b.**", { b: { c: "x" }, c: "y" }],
  ])("%s", (selector, a) => {
    expect(scrub(event, { [selector]: ["@anything:mask"] })).toMatchObject({ extra: { a } });
  });
});

describe("switches", () => {
  const off = {
    scrubsData: false,
    scrubsDefaults: false,
    scrubsIpAddresses: false,
    sensitiveFields: [],
    excludeFields: [],
  };

  test("that are off mean nothing", () => {
    expect(convertDatascrubbing(off)).toBeUndefined();
    expect(convertDatascrubbing({ ...off, scrubsData: true })).toBeUndefined();
    expect(convertDatascrubbing({ ...off, scrubsDefaults: true })).toBeUndefined();
  });

  test("name fields, in any case, and exclude some", () => {
    const config = convertDatascrubbing({
      ...off,
      scrubsData: true,
      sensitiveFields: [" a.b ", ""],
      excludeFields: ["x", "$y", "a b", "**"],
    });
    expect(config?.rules.get("strip-fields")?.type).toEqual({
      kind: "redactPair",
      keyPattern: "a\\.b",
      ignoresCase: true,
    });
    const [application] = config?.applications ?? [];
    expect(application?.rules).toEqual(["strip-fields"]);
    expect(application && selectorText(application.selector)).toEndWith("&& !x && !'$y' && !'a b' && !**");
  });

  test("for addresses work alone", () => {
    const config = convertDatascrubbing({ ...off, scrubsIpAddresses: true });
    expect(config?.applications.map(({ rules }) => rules)).toEqual([["@ip:replace"], ["@anything:remove"]]);
  });
});
