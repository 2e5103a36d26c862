import { expect, test } from "bun:test";
import { parseSearch } from "./search.ts";

test("reads words, keys, lists, quotes and negations", () => {
  expect(parseSearch('type:error,log -env:prod release:"my app@1" time out')).toEqual({
    words: ["time", "out"],
    terms: [
      { key: "type", values: ["event", "log"], negated: false },
      { key: "environment", values: ["prod"], negated: true },
      { key: "release", values: ["my app@1"], negated: false },
    ],
  });
});

test("a key that is none is part of a word, so that a pasted error is found", () => {
  expect(parseSearch("TypeError: x http://localhost:80")).toEqual({
    words: ["TypeError:", "x", "http://localhost:80"],
    terms: [],
  });
});

test("`fate:dropped` stands for everything that did not get through", () => {
  expect(parseSearch("is:dropped").terms[0]?.values).toContain("rate_limited");
});

test("takes any line", () => {
  for (const line of ["", '"', ':"', "-", "-:", "type:", '"""" a', "\u0000", "a".repeat(100_000)]) {
    expect(parseSearch(line).terms).toEqual([]);
  }
});
