import { expect, test } from "bun:test";
import { DEFAULT_GLOBAL_CONFIG } from "../../domain/project/global-config.ts";
import { NO_HEADER_FIELDS } from "../../domain/protocol/header-fields.ts";
import type { StepContext } from "./context.ts";
import { envelope, KEY, NOW_MS, OPTIONS, projectOf } from "./testkit/process-bench.ts";
import { withPlainName } from "./trace-name.ts";

const RULES = [
  { pattern: "/old/*", expiry: "2020-01-01T00:00:00Z", redaction: { method: "replace", substitution: "*" } },
  {
    pattern: "/user/*/**",
    expiry: "2035-01-01T00:00:00Z",
    redaction: { method: "replace", substitution: "*" },
  },
];

function nameOf(
  transaction: string | undefined,
  publicKey = KEY,
  more: Partial<StepContext> = {},
): string | undefined {
  const trace = {
    traceId: "1".repeat(32),
    publicKey,
    transaction,
    userId: "",
    userSegment: "",
    other: NO_HEADER_FIELDS,
  };
  const ctx: StepContext = {
    headers: envelope([], { trace }).headers,
    project: projectOf({ sections: { txNameRules: JSON.stringify(RULES) } }),
    samplingProject: undefined,
    scoping: { projectId: "42", publicKey: KEY },
    global: DEFAULT_GLOBAL_CONFIG,
    nowMs: NOW_MS,
    receivedAtMs: NOW_MS,
    sentAtMs: undefined,
    options: OPTIONS,
    row: undefined,
    ...more,
  } as StepContext;
  return withPlainName(ctx)?.transaction;
}

test.each([
  ["/hi/123456/x", "/hi/*/x"],
  ["/user/jane/blog", "/user/*/blog"],
  ["/user/123456/blog", "/user/*/blog"],
  ["/old/jane", "/old/jane"],
  ["GET /a/123456", "GET /a/*"],
  ["foo-123456", "foo-123456"],
  ["\\a\\123456", "\\a\\123456"],
  [undefined, undefined],
])("%p is %p", (sent, expected) => expect(nameOf(sent)).toBe(expected));

test("by the project in which the trace began, if that is known", () => {
  const other = "b".repeat(32);
  expect(nameOf("/hi/123456", other)).toBe("/hi/123456");
  expect(nameOf("/hi/123456", other, { samplingProject: projectOf() })).toBe("/hi/*");
  expect(nameOf("/user/jane/x", other, { samplingProject: projectOf() })).toBe("/user/jane/x");
});
