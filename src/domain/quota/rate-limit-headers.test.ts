import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Scoping } from "../protocol/outcome.ts";
import { formatRateLimits, parseRateLimitHeaders, retryAfterSeconds } from "./rate-limit-headers.ts";

const NOW_MS = 1_000_000;
const SCOPING: Scoping = { organizationId: 7, projectId: "42", publicKey: "k".repeat(32), keyId: 1 };

/** Parses, and writes again what was understood. */
function understood(rateLimits: string | undefined, retryAfter?: string): string {
  return formatRateLimits(parseRateLimitHeaders({ rateLimits, retryAfter }, SCOPING, NOW_MS), NOW_MS);
}

describe("X-Sentry-Rate-Limits", () => {
  test.each([
    ["60:error:organization:foo", "60:error:organization:foo"],
    ["60:span;error;transaction;default:project:a", "60:default;error;transaction;span:project:a"],
    ["60:foo;error:project:a", "60:error;unknown:project:a"],
    ["60:foo:project:a", "60:unknown:project:a"],
    ["60:user_report_v2;feedback:project:a", "60:feedback:project:a"],
    ["60:error;error:organization", "60:error:organization"],
    ["60::weird:a", "60::key:a"],
    ["60", "60::key"],
    ["60:;:organization", "60::organization"],
    ["59.2:error", "60:error:key"],
    ["1e2:error", "100:error:key"],
    ["+60:error", "60:error:key"],
    [".5:error", "1:error:key"],
    ["5.:error", "5:error:key"],
    ["-5:error", ""],
    ["inf:error, nan:error, 1e30:error, abc:error, , 60:security", "60:security:key"],
    ["1e18:error", "1000000000000000000:error:key"],
    ["60: error:organization:foo", "60:unknown:organization:foo"],
    ["60:error: organization:foo", "60:error:key:foo"],
    ["60 :error:organization:foo", ""],
    ["60:Error:Organization:Foo", "60:unknown:key:Foo"],
    ["60:error:organization:", "60:error:organization"],
    ["60:error:organization:foo:", "60:error:organization:foo"],
    ["60:metric_bucket:organization::sessions", "60:metric_bucket:organization::sessions"],
    ["60:metric_bucket:key:r:spans;foo", "60:metric_bucket:key:r:spans;unsupported"],
    ["60:error:project:a,90:error:key", "60:error:project:a, 90:error:key"],
  ])("%p is read as %p", (header, expected) => {
    expect(understood(header)).toBe(expected);
  });

  test("limits name what they apply to", () => {
    const limits = parseRateLimitHeaders(
      { rateLimits: "1::organization,1::project,1::key", retryAfter: undefined },
      SCOPING,
      NOW_MS,
    );
    expect(limits.map(({ scope }) => scope.id)).toEqual(["7", "42", SCOPING.publicKey]);
  });
});

describe("Retry-After", () => {
  test.each([
    [undefined, "42", "42::key:generic"],
    [undefined, "41.2", "42::key:generic"],
    [undefined, " 5 ", "5::key:generic"],
    [undefined, "-3", ""],
    [undefined, "Wed, 21 Oct 2027 07:28:00 GMT", ""],
    [undefined, "1e30", ""],
    [undefined, undefined, ""],
    ["", "42", "42::key:generic"],
    ["abc", "42", "42::key:generic"],
    ["0:error:organization:foo", "42", "42::key:generic"],
    ["60:foo:project:a", "30", "60:unknown:project:a"],
  ])("with limits %p, %p means %p", (rateLimits, retryAfter, expected) => {
    expect(understood(rateLimits, retryAfter)).toBe(expected);
  });

  test("is the longest limit's end, rounded up", () => {
    const limits = parseRateLimitHeaders(
      { rateLimits: "3:error,9:span,5", retryAfter: undefined },
      SCOPING,
      0,
    );
    expect(retryAfterSeconds(limits, 0)).toBe(9);
    expect(retryAfterSeconds(limits, 1)).toBe(9);
    expect(retryAfterSeconds(limits, 1000)).toBe(8);
    expect(retryAfterSeconds(limits, 60_000)).toBe(0);
  });
});

test("whatever is understood is written so that it is understood again", () => {
  const seconds = fc.oneof(fc.nat(100_000).map(String), fc.constantFrom("1.5", "x", "", "-1", "1e3"));
  const part = fc.constantFrom("error", "error;span", "key", "project", "", "sessions", ";", "a b", "x");
  const entry = fc
    .tuple(seconds, fc.array(part, { maxLength: 5 }))
    .map(([s, rest]) => [s, ...rest].join(":"));
  const header = fc.array(entry, { maxLength: 5 }).map((entries) => entries.join(","));
  fc.assert(
    fc.property(header, (text) => {
      const once = understood(text);
      expect(understood(once)).toBe(once);
    }),
  );
});

test("any text is read without throwing", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(fc.property(text, text, (limits, after) => typeof understood(limits, after) === "string"));
});
