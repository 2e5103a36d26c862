import { expect, test } from "bun:test";
import { andThen } from "./and-then.ts";

const describeValue = (value: number, name: string, unit: string): string => `${name}: ${value} ${unit}`;

test("goes on at once with what is there", () => {
  expect(andThen(2, describeValue, "size", "kB")).toBe("size: 2 kB");
});

test("goes on later with what a promise brings, and fails as it does", async () => {
  const later = andThen(Promise.resolve(2), describeValue, "size", "kB");
  expect(later).toBeInstanceOf(Promise);
  expect(await later).toBe("size: 2 kB");
  await expect(andThen(Promise.reject<number>(new Error("no")), describeValue, "", "")).rejects.toThrow("no");
});
