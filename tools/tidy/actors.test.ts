import { expect, test } from "bun:test";
import { synchronousHandlers } from "./actors.ts";
import { fakeRepo } from "./repo.ts";

test("a handler is not async, a method may be", () => {
  const text = [
    "  readonly handlers: Handlers<P, Q> = {",
    "    a: async () => {},",
    "    b: () => { const x = { c: 1 }; },",
    "  };",
    "  async #fetch() {}",
  ].join("\n");
  expect(synchronousHandlers(fakeRepo({ "src/services/a.actor.ts": text })).map(({ line }) => line)).toEqual([
    2,
  ]);
});
