import { expect, test } from "bun:test";
import { summarizeProfile } from "./profile.ts";

test("counts a function once per sample, and itself only as a leaf", () => {
  const profile = {
    frames: [
      { function: "main", filename: "m.py", lineno: 1 },
      { function: "recurse", in_app: true },
    ],
    stacks: [[1, 1, 0], [0]],
    samples: [
      { stack_id: 0, thread_id: "1", elapsed_since_start_ns: "0" },
      { stack_id: 0, thread_id: "1", elapsed_since_start_ns: "10000000" },
      { stack_id: 1, thread_id: "2", elapsed_since_start_ns: "20000000" },
      { stack_id: 9, thread_id: "2", elapsed_since_start_ns: "30000000" },
    ],
  };
  expect(summarizeProfile({ profile })).toEqual({
    samples: 4,
    threads: 2,
    durationMs: 30,
    functions: [
      { name: "recurse", place: "", inApp: true, self: 0.5, total: 0.5 },
      { name: "main", place: "m.py:1", inApp: false, self: 0.25, total: 0.75 },
    ],
  });
});

test("takes anything", () => {
  for (const payload of [null, [], { profile: { samples: [null], stacks: [3] } }]) {
    expect(summarizeProfile(payload).functions).toEqual([]);
  }
});
