import { expect, test } from "bun:test";
import { parse } from "yaml";
import { Decimal } from "../options/kinds.ts";
import { yamlText } from "./yaml-text.ts";

test("the style of the reference", () => {
  const tree = {
    a: { b: 1, c: null, d: "x", e: [], f: {} },
    g: [{ h: "y", i: { j: true } }, "z"],
    k: new Decimal(1),
    l: new Decimal(0.8),
  };
  expect(yamlText(tree)).toBe(
    "a:\n  b: 1\n  c: null\n  d: x\n  e: []\n  f: {}\ng:\n- h: y\n  i:\n    j: true\n- z\nk: 1.0\nl: 0.8\n",
  );
});

test("texts that YAML would read as something else are quoted", () => {
  const texts = {
    a: "y: z",
    c: "true",
    d: "5",
    e: "",
    f: "a\nb",
    "g h": "#x",
    h: "null",
    i: "::1",
    j: "::",
    k: "it's",
  };
  expect(yamlText(texts)).toBe(
    "a: 'y: z'\nc: 'true'\nd: '5'\ne: ''\nf: |-\n  a\n  b\ng h: '#x'\nh: 'null'\ni: ::1\nj: '::'\nk: it's\n",
  );
});

test("whatever is written is read again as the same", () => {
  const texts = [
    "- a",
    "?",
    "a #b",
    "a#b",
    "@x",
    "%",
    " lead",
    "trail ",
    "a\n\nb\n",
    "\ttab",
    "é",
    "\u0007",
    "1e3",
    "0x1f",
    "007",
    ".inf",
    "~",
    "a\n\n",
    "---",
    "key: |",
    "*x",
    "&y",
    "!z",
    "`",
    "'",
    '"',
    "\\",
    "[a",
    "{b",
    ",",
    ":",
    "-",
    "a:b",
    "off",
    "\u2028",
    "x\n  y",
  ];
  const tree = Object.fromEntries(texts.map((text, index) => [`k${index}`, text]));
  expect(parse(yamlText(tree))).toEqual(tree);
});
