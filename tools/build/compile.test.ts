import { expect, test } from "bun:test";
import { entriesIn } from "./compile.ts";

test("finds the entries of threads", () => {
  const text =
    'startThread({ entry: new URL("../kernel/arbiter-entry.ts", import.meta.url) });\n// new URL("./x.ts", import.meta.url)';
  expect(entriesIn("src/app/managed.ts", text)).toEqual(["src/kernel/arbiter-entry.ts"]);
});
