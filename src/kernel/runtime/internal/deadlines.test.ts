import { expect, test } from "bun:test";
import { Deadlines } from "./deadlines.ts";

test("what is not removed in time is due, each once, in order; the rest is not", async () => {
  const due: string[] = [];
  const done = Promise.withResolvers<void>();
  const deadlines = new Deadlines<{ name: string }>(({ name }) => {
    due.push(name);
    if (name === "last") done.resolve();
  });
  const met = { name: "met" };
  deadlines.add({ name: "first" }, 5);
  deadlines.add(met, 5);
  deadlines.add({ name: "second" }, 5);
  deadlines.add({ name: "last" }, 12);
  deadlines.remove(met, 5);
  const keep = setTimeout(() => {}, 1000); // deadlines do not keep a process alive
  await done.promise;
  clearTimeout(keep);
  expect(due).toEqual(["first", "second", "last"]);
});
