import { describe, expect, test } from "bun:test";
import { eventOfFiles } from "./msgpack-event.ts";
import { msgpack } from "./testkit/msgpack.ts";

const crumb = (message: string, timestamp?: number | string) =>
  timestamp === undefined ? { message } : { message, timestamp };
const file = (...values: readonly unknown[]) => Buffer.concat(values.map(msgpack));

function made(event: Uint8Array | undefined, ...breadcrumbs: Uint8Array[]): unknown {
  const made = eventOfFiles({ event, breadcrumbs });
  if (!made.ok) return made.error;
  return made.value.isNone ? "none" : JSON.parse(made.value.toText());
}
/** Messages of what is kept, in order. */
function kept(...breadcrumbs: Uint8Array[]): string[] {
  const event = made(undefined, ...breadcrumbs) as { breadcrumbs: { values: { message: string }[] } };
  return event.breadcrumbs.values.map(({ message }) => message);
}

describe("eventOfFiles", () => {
  test("the event is the first value, and takes over the breadcrumbs", () =>
    expect(
      made(file({ release: "r", breadcrumbs: { values: [crumb("old")] } }, 3), file(crumb("a", 1))),
    ).toEqual({
      release: "r",
      breadcrumbs: { values: [{ message: "a", timestamp: 1 }] },
    }));

  test("files without anything in them are an event without anything in it", () => {
    expect(made(new Uint8Array())).toEqual({});
    expect(made(undefined, new Uint8Array())).toEqual({});
    expect(made(file({ breadcrumbs: 1 }), new Uint8Array())).toEqual({ breadcrumbs: 1 });
  });

  test("what is no map is no event, but for its breadcrumbs", () => {
    expect(made(file(null))).toBe("none");
    expect(made(file([1]))).toBe("none");
    expect(made(file(null), file(crumb("a")))).toEqual({ breadcrumbs: { values: [{ message: "a" }] } });
  });

  test("keeps what is said about the event", () => {
    const about = { release: { "": { rem: [["a", "x"]] } } };
    expect(made(file({ release: "r", _meta: about }))).toEqual({ release: "r", _meta: about });
  });

  test("broken files make none", () => {
    expect(made(Uint8Array.of(0xc1))).toBe("invalid_msgpack");
    expect(made(undefined, file(crumb("a")), file(crumb("b")).subarray(0, -1))).toBe("invalid_msgpack");
  });

  test("keeps the newest breadcrumbs of two files, as many as the longer one has", () => {
    const long = file(crumb("a1", 100), crumb("a2", 101), crumb("a3", 102));
    const late = file(crumb("b1", "2024-01-01T00:00:00"), crumb("b2", "2024-01-01T00:00:01Z"));
    expect(kept(late, long)).toEqual(["a3", "b1", "b2"]);
    expect(kept(long, late)).toEqual(["a3", "b1", "b2"]);
    expect(kept(long, new Uint8Array())).toEqual(["a1", "a2", "a3"]);
    expect(kept(file(crumb("x")), file(crumb("y", 1), crumb("z", 1)))).toEqual(["y", "z"]);
  });
});
