// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration has variables of its own
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { err } from "../../kernel/base/result.ts";
import { yamlText } from "../show/yaml-text.ts";
import type { InterpolationContext } from "./interpolate.ts";
import { readSimpleYaml } from "./simple-yaml.ts";
import { readYaml } from "./yaml-source.ts";

const context: InterpolationContext = {
  env: { NAME: "5" },
  folder: "/",
  readText: () => err({ missing: true, text: "" }),
};

/** Either nothing, or what the library reads. */
function agrees(text: string): boolean {
  const simple = readSimpleYaml(text, context);
  if (simple === undefined) return true;
  const whole = readYaml(text, context);
  return whole.ok && Bun.deepEquals(simple.value, whole.value.value ?? null, true);
}

describe("reads what the library reads, or gives up", () => {
  const words = fc.constantFrom(
    "a",
    "b",
    "key",
    ":",
    ": ",
    ":\n",
    "\n",
    "\n  ",
    "\n    ",
    " ",
    "- ",
    "-",
    "#",
    " # x",
    "'",
    '"',
    "1",
    "0",
    "-5",
    "1.5",
    "1e3",
    "0x1f",
    "{",
    "}",
    "{}",
    "[]",
    "[",
    "]",
    ",",
    "~",
    "null",
    "true",
    "yes",
    "|",
    ">",
    "&a",
    "*a",
    "!",
    "?",
    "<<",
    "...",
    "---",
    "\\",
    "$",
    "${NAME}",
    "%",
    "@",
    ".",
    "+",
    "=",
    "\t",
    "\r",
    "é",
    "_",
  );

  test("random texts", () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 14 }), (parts) => agrees(parts.join(""))),
      { numRuns: 5000 },
    );
  });

  test("random lines of a mapping", () => {
    const value = fc.array(words, { maxLength: 4 }).map((parts) => parts.join(""));
    const line = fc.tuple(
      fc.constantFrom("", "  ", "    ", "- ", "  - "),
      fc.constantFrom("a", "b", "c_d"),
      value,
    );
    const text = fc
      .array(line, { maxLength: 6 })
      .map((lines) => lines.map(([indent, key, rest]) => `${indent}${key}: ${rest}`).join("\n"));
    fc.assert(fc.property(text, agrees), { numRuns: 5000 });
  });

  test("whatever config show writes", () => {
    const leaf = fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.string({ maxLength: 6 }));
    const tree = fc.dictionary(
      fc.constantFrom("a", "b", "c_d", "e-f"),
      fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.constantFrom("x", "y"), leaf)),
    );
    fc.assert(
      fc.property(tree, (value) => agrees(yamlText(value))),
      { numRuns: 1000 },
    );
  });
});

test("a usual file is simple", () => {
  const text = `# a relay
relay:
  mode: managed # the mode
  upstream: "https://o1.example/"
  port: 3000

metrics:
  default_tags:
    region: '\${NAME}'
processing:
  kafka_config:
  - {}
  - name: bootstrap.servers
    value: 127.0.0.1:9092
  - name: x
    value: -1
auth:
  static_relays:
    271758da-3c03-4426-8063-2aa8e02aeb60:
      internal: true
http:
`;
  expect(readSimpleYaml(text, context)).toEqual({
    value: {
      relay: { mode: "managed", upstream: "https://o1.example/", port: 3000 },
      metrics: { default_tags: { region: 5 } },
      processing: {
        kafka_config: [{}, { name: "bootstrap.servers", value: "127.0.0.1:9092" }, { name: "x", value: -1 }],
      },
      auth: { static_relays: { "271758da-3c03-4426-8063-2aa8e02aeb60": { internal: true } } },
      http: null,
    },
  });
});

test("what is doubtful is left to the library", () => {
  const texts = [
    "a: [1]",
    "a: |\n  b",
    "a: &b c",
    "a: 1\na: 2",
    "a: b\n  c",
    "a: ${MISSING}",
    "- a: 1\n b: 2",
    "a:\tb",
    "--- \na: 1",
  ];
  for (const text of texts) expect(readSimpleYaml(text, context)).toBeUndefined();
});
