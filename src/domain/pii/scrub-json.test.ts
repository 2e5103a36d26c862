import { expect, test } from "bun:test";
import type { JsonValue } from "../../kernel/base/json/value.ts";
import { parsePiiConfig } from "./pii-config.ts";
import { scrubTexts } from "./scrub-json.ts";
import { scrubRecording } from "./scrub-recording.ts";
import { Scrubber } from "./scrubber.ts";

function scrubber(applications: Readonly<Record<string, readonly string[]>>): Scrubber {
  const config = parsePiiConfig(JSON.stringify({ applications }));
  if (!config.ok) throw new Error(config.error);
  return new Scrubber(config.value);
}

test("texts lie where the keys of objects say, lists add nothing", () => {
  const json = { a: "x@y.zz", n: 1, list: [{ password: "p", b: ["x@y.zz", true] }] };
  expect(scrubTexts(structuredClone(json), scrubber({ "list.b": ["@anything:mask"] }))).toEqual({
    ...json,
    list: [{ password: "p", b: ["******", true] }],
  });
  expect(scrubTexts(structuredClone(json), scrubber({ $string: ["@password:remove", "@email"] }))).toEqual({
    ...json,
    a: "[email]",
    list: [{ password: "", b: ["[email]", true] }],
  });
});

test("of a recording what an SDK has noted is looked at, and nothing else", () => {
  const events: JsonValue[] = [
    {
      type: 5,
      data: {
        tag: "x@y.zz",
        payload: { description: "x@y.zz", category: "x@y.zz", data: { url: "x@y.zz" } },
      },
    },
    { type: 3, data: { payload: { description: "x@y.zz" } } },
    { type: 5, data: "x@y.zz" },
    "x@y.zz",
  ];
  scrubRecording(events, [
    scrubber({ "data.payload.data.**": ["@email"] }),
    scrubber({ description: ["@anything:mask"] }),
  ]);
  expect(events).toEqual([
    {
      type: 5,
      data: {
        tag: "x@y.zz",
        payload: { description: "******", category: "x@y.zz", data: { url: "[email]" } },
      },
    },
    { type: 3, data: { payload: { description: "x@y.zz" } } },
    { type: 5, data: "x@y.zz" },
    "x@y.zz",
  ]);
});
