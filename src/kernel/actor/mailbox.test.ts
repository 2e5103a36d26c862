import { expect, test } from "bun:test";
import fc from "fast-check";
import { Lane } from "./mailbox.ts";

test("a lane is a first-in first-out queue, whatever the mix of pushes and takes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer(), fc.constant("take" as const)), { maxLength: 300 }),
      (steps) => {
        const lane = new Lane();
        const model: number[] = [];
        for (const step of steps) {
          if (step === "take") {
            const expected = model.shift();
            expect(lane.take()).toBe(expected === undefined ? undefined : `m${expected}`);
            if (expected !== undefined) expect([lane.message, lane.extra]).toEqual([expected, -expected]);
          } else {
            lane.push(`m${step}`, step, -step);
            model.push(step);
          }
          expect(lane.size).toBe(model.length);
        }
      },
    ),
  );
});
