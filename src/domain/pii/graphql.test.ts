import { expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/base/json/value.ts";
import { scrubGraphql } from "./graphql.ts";

function scrubbed(data: unknown, answer: unknown, target = "GraphQL"): unknown {
  const event = { request: { api_target: target, data }, contexts: { response: { data: { data: answer } } } };
  scrubGraphql(event as JsonObject);
  return [event.request.data, event.contexts.response.data.data];
}

test("variables and answers of the same names are filtered", () => {
  const answer = { user: { id: 5, name: "n", tags: ["a"] }, list: [{ id: 1 }], id: { id: "x", q: 1 } };
  expect(scrubbed({ query: "q", variables: { id: 7, tags: {} } }, answer)).toEqual([
    { query: "q", variables: { id: "[Filtered]", tags: "[Filtered]" } },
    {
      user: { id: "[Filtered]", name: "n", tags: "[Filtered]" },
      list: [{ id: 1 }],
      id: { id: "[Filtered]", q: 1 },
    },
  ]);
});

test("without variables the answer goes", () => {
  expect(scrubbed({ query: "q" }, { a: 1 })).toEqual([{ query: "q" }, undefined]);
});

test("other requests stay", () => {
  expect(scrubbed({ variables: { a: 1 } }, { a: 1 }, "rest")).toEqual([{ variables: { a: 1 } }, { a: 1 }]);
});
