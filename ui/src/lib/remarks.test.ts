import { expect, test } from "bun:test";
import { changesOf } from "./remarks.ts";

test("every remark and error is told with its place", () => {
  const _meta = {
    user: { ip_address: { "": { rem: [["@ip:remove", "x"]] } } },
    logentry: {
      formatted: {
        "": {
          len: 99,
          rem: [
            ["@email:mask", "m", 4, 9],
            ["@email:mask", "m", 12, 20],
            ["!limit", "s", 20, 23],
          ],
        },
      },
    },
    timestamp: { "": { err: [["invalid_data", { reason: "expected a timestamp" }], "past_timestamp"] } },
  };
  expect(changesOf({ message: "x", _meta })).toEqual([
    { path: "user.ip_address", what: ["removed by @ip:remove"] },
    { path: "logentry.formatted", what: ["masked by @email:mask", "cut, was 99 long"] },
    { path: "timestamp", what: ["invalid_data: expected a timestamp", "past_timestamp"] },
  ]);
});

test("what stands in pairs is named by its key", () => {
  const request = {
    headers: [
      ["Host", "a"],
      ["Authorization", "[Filtered]"],
    ],
  };
  const _meta = { request: { headers: { 1: { 1: { "": { rem: [["@bearer:filter", "s", 0, 10]] } } } } } };
  expect(changesOf({ request, _meta })).toEqual([
    { path: "request.headers.Authorization", what: ["replaced by @bearer:filter"] },
  ]);
});

test("what a container holds is told by its index", () => {
  const _meta = { body: { "": { rem: [["@creditcard", "p", 0, 40]] } } };
  expect(changesOf({ items: [{ body: "a" }, { body: "b", _meta }] })).toEqual([
    { path: "items.1.body", what: ["hashed by @creditcard"] },
  ]);
});

test.each([
  [null],
  [1],
  [[]],
  [{}],
  [{ _meta: null }],
  [{ _meta: { "": 1, a: [{ "": { rem: [1, []] } }] } }],
])("%j says nothing that could be told, and harms nobody", (json) => {
  expect(changesOf(json).every(({ what }) => what.length > 0)).toBe(true);
});

test("a payload of absurd depth ends", () => {
  let _meta: object = { "": { err: ["deep"] } };
  for (let i = 0; i < 50_000; i++) _meta = { a: _meta };
  expect(changesOf({ _meta })).toEqual([]);
});

test("a payload with very many remarks is told of in part", () => {
  const member = { "": { rem: [["@password", "x"]] } };
  const extra = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, member]));
  expect(changesOf({ _meta: { extra } })).toHaveLength(200);
});
