import { expect, test } from "bun:test";
import { overwriteNames } from "./harden.ts";

test("every occurrence of a name gives way to one of the same length", () => {
  const file = Buffer.from("x\0BUN_OPTIONS\0BUN_BE_BUN\0..BUN_OPTIONS..");
  const length = file.length;
  expect(overwriteNames(file)).toEqual({ BUN_BE_BUN: 1, BUN_OPTIONS: 2 });
  expect(file.toString()).toBe("x\0-UN_OPTIONS\0-UN_BE_BUN\0..-UN_OPTIONS..");
  expect(file.length).toBe(length);
});
