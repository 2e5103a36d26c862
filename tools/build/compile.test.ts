import { expect, test } from "bun:test";
import { entriesIn, flattened } from "./compile.ts";

test("finds the entries of threads", () => {
  const text =
    'startThread({ entry: new URL("../kernel/arbiter-entry.ts", import.meta.url) });\n// new URL("./x.ts", import.meta.url)';
  expect(entriesIn("src/app/managed.ts", text)).toEqual(["src/kernel/arbiter-entry.ts"]);
});

test("in the executable an entry lies beside whoever starts it", () => {
  const text = 'a(new URL("../kernel/entry.ts", import.meta.url), new URL("./x.ts", import.meta.url))';
  expect(flattened(text)).toBe(
    'a(new URL("./entry.ts", import.meta.url), new URL("./x.ts", import.meta.url))',
  );
});
