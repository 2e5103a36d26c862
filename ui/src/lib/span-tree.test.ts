import { expect, test } from "bun:test";
import { failed, spansOf, waterfall } from "./span-tree.ts";

const span = (id: string, parent: string, start: number, end: number) => ({
  span_id: id,
  parent_span_id: parent,
  start_timestamp: start,
  timestamp: end,
  op: "op",
  description: id,
});

const transaction = {
  transaction: "GET /",
  start_timestamp: 1,
  timestamp: 5,
  contexts: { trace: { span_id: "root", op: "http.server", status: "internal_error" } },
  spans: [
    span("b", "root", 3, 4),
    span("a", "root", 2, 3),
    span("a1", "a", 2.1, 2.2),
    span("lost", "gone", 1.5, 2),
  ],
};

const told = (rows: ReturnType<typeof waterfall>) =>
  rows.map(({ span: s, depth, below }) => [s.name, depth, below]);

test("children come below their parent by start; orphans stand alone", () => {
  const spans = spansOf("transaction", transaction, 1);
  expect(told(waterfall(spans, new Set()))).toEqual([
    ["GET /", 0, 3],
    ["a", 1, 1],
    ["a1", 2, 0],
    ["b", 1, 0],
    ["lost", 0, 0],
  ]);
  expect(failed(spans[0] as (typeof spans)[0])).toBe(true);
});

test("a closed span hides what is below it, and still counts it", () => {
  const rows = waterfall(spansOf("transaction", transaction, 1), new Set(["root"]));
  expect(told(rows)).toEqual([
    ["GET /", 0, 3],
    ["lost", 0, 0],
  ]);
});

test("a circle of parents ends, and loses nothing", () => {
  const items = [span("x", "y", 1, 2), span("y", "x", 1, 2), span("self", "self", 1, 2)];
  const rows = waterfall(spansOf("span", { items }, 1), new Set());
  expect(rows.map((row) => row.span.id).toSorted()).toEqual(["self", "x", "y"]);
});

test("takes any payload", () => {
  for (const payload of [
    null,
    [],
    3,
    { items: [null, 1] },
    { spans: {} },
    { items: [{ start_timestamp: "x" }] },
  ]) {
    expect(spansOf("span", payload, 1)).toEqual([]);
    expect(spansOf("transaction", payload, 1)).toEqual([]);
  }
});
