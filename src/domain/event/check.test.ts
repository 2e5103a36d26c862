import { describe, expect, test } from "bun:test";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { checkEvent } from "./check.ts";
import { EventDocument } from "./document.ts";
import { finishEvent } from "./finish.ts";

function checked(event: unknown, constrained = false): unknown {
  const document = EventDocument.parse(utf8Bytes(JSON.stringify(event)));
  if (!document.ok) throw new Error(document.error.message);
  checkEvent(document.value, { constrained });
  finishEvent(document.value);
  return JSON.parse(document.value.toText());
}

const invalid = (reason: string, val?: unknown) => ({
  "": { err: [["invalid_data", { reason }]], ...(val === undefined ? {} : { val }) },
});

describe("checkEvent", () => {
  test("leaves what is as it should be", () => {
    const event = {
      event_id: "ba700000000000000000000000000001",
      timestamp: 1767323045.5,
      tags: [["a", "b"]],
      user: { id: "7" },
    };
    expect(checked(event)).toEqual(event);
  });

  test("makes null of a value of the wrong type, and says why", () =>
    expect(checked({ user: { id: 1.9, email: 5 } })).toEqual({
      user: { id: "1", email: null },
      _meta: { user: { email: invalid("expected a string", 5) } },
    }));

  test("keeps no large originals", () =>
    expect(checked({ level: "x".repeat(600) })).toEqual({
      level: null,
      _meta: { level: invalid("invalid level") },
    }));

  test("takes older names and shapes, with what was said about them", () => {
    const _meta = { message: { "": { rem: [["@email", "s", 0, 2]] } } };
    expect(checked({ message: "hi", "sentry.interfaces.User": { id: "x" }, _meta })).toEqual({
      logentry: { formatted: "hi" },
      user: { id: "x" },
      _meta: { logentry: { formatted: _meta.message } },
    });
    expect(checked({ exception: { type: "A", value: { a: 1 } } })).toEqual({
      exception: { values: [{ type: "A", value: '{"a":1}' }] },
    });
  });

  test("orders pairs out of an object, and keeps the order of a list", () => {
    expect(checked({ tags: { z: 1, "a b": " x " } })).toEqual({
      tags: [
        ["a-b", "x"],
        ["z", "1"],
      ],
    });
    expect(checked({ request: { headers: { "x-b": ["1", 2] }, cookies: "a=1; b" } })).toEqual({
      request: { headers: [["X-B", "1,2"]], cookies: [["a", "1"]] },
      _meta: { request: { cookies: invalid("the cookie is missing a name/value pair", "a=1; b") } },
    });
  });

  test("forgets what was said about values that are not there", () =>
    expect(checked({ level: "info", _meta: { user: { "": { err: ["x"] } } } })).toEqual({ level: "info" }));

  test("says at the root that something is no event", () =>
    expect(checked("x")).toEqual({ _meta: invalid("expected event", "x") }));

  test("checks what is required, characters and emptiness when asked to", () =>
    expect(
      checked({ release: "  ", dist: "a b", contexts: { trace: {} }, environment: " prod " }, true),
    ).toEqual({
      release: null,
      dist: null,
      environment: "prod",
      contexts: { trace: { trace_id: null, span_id: null, type: "trace" } },
      _meta: {
        release: invalid("expected a non-empty string"),
        dist: invalid("invalid character ' '", "a b"),
        contexts: {
          trace: {
            trace_id: { "": { err: ["missing_attribute"] } },
            span_id: { "": { err: ["missing_attribute"] } },
          },
        },
      },
    }));
});
