import { expect, test } from "bun:test";
import { deflateSync } from "node:zlib";
import { readRecording, summarizeRecording } from "./replay.ts";

const EVENTS = [
  { type: 4, timestamp: 1_000, data: { href: "http://x/", width: 800, height: 600 } },
  { type: 3, timestamp: 1_500, data: {} },
  {
    type: 5,
    timestamp: 2_000,
    data: { tag: "breadcrumb", payload: { category: "ui.click", message: "button" } },
  },
  {
    type: 5,
    timestamp: 3_000,
    data: { tag: "performanceSpan", payload: { op: "fetch", description: "/a", data: { statusCode: 500 } } },
  },
];

for (const packed of [true, false]) {
  test(`reads a recording that is ${packed ? "" : "not "}deflated`, async () => {
    const body = Buffer.from(JSON.stringify(EVENTS));
    const bytes = Buffer.concat([Buffer.from('{"segment_id":3}\n'), packed ? deflateSync(body) : body]);
    const { header, events } = await readRecording(new Uint8Array(bytes));
    const summary = summarizeRecording(header, events);
    expect(summary).toMatchObject({ segment: 3, events: 4, startMs: 1_000, endMs: 3_000, width: 800 });
    expect(summary.actions.map(({ kind, text, bad }) => [kind, text, bad])).toEqual([
      ["page", "http://x/", false],
      ["ui.click", "button", false],
      ["fetch", "/a → 500", true],
    ]);
  });
}

test("says what is wrong with bytes that are no recording", async () => {
  expect(readRecording(new Uint8Array([1, 2]))).rejects.toThrow("no header line");
});
