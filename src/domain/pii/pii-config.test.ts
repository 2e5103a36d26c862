import { expect, test } from "bun:test";
import { parsePiiConfig } from "./pii-config.ts";

test.each([
  ["{}"],
  ['{"vars":{"hashKey":"x"},"rules":{"a":{"type":"email","redaction":{"method":"new"}}}}'],
  [
    '{"rules":{"a":{"type":"pattern","pattern":"(","replaceGroups":null}},"applications":{"$string":["a","nope"]}}',
  ],
  ['{"rules":{"a":{"type":"redactPair","keyPattern":"x"}}}'],
])("%s is a config", (json) => {
  expect(parsePiiConfig(json).ok).toBe(true);
});

test.each([
  ['{"rules":{"a":{"type":"zz"}}}', /^unknown variant `zz`, expected one of `anything`, /],
  ['{"rules":{"a":{}}}', /^missing field `type`$/],
  ['{"rules":{"a":{"type":"pattern"}}}', /^missing field `pattern`$/],
  ['{"rules":{"a":{"type":"pattern","pattern":5}}}', /^invalid type: integer `5`, expected a string$/],
  [
    '{"rules":{"a":{"type":"pattern","pattern":"a","replaceGroups":[300]}}}',
    /^invalid value: 300, expected u8$/,
  ],
  [
    '{"rules":{"a":{"type":"email","redaction":"mask"}}}',
    /^invalid type: string "mask", expected internally tagged/,
  ],
  ['{"rules":5}', /^invalid type: integer `5`, expected a map$/],
  ['{"applications":{"$string":"b"}}', /^invalid type: string "b", expected a sequence$/],
  ['{"applications":{"a b c":["x"]}}', /^invalid value: string "a b c", expected a selector$/],
  ["5", /^invalid type: integer `5`, expected struct PiiConfig$/],
  ["{", /^invalid JSON: /],
])("%s is none", (json, error) => {
  const config = parsePiiConfig(json);
  expect(config.ok ? "" : config.error).toMatch(error);
});

test("of two applications for one selector the later one counts", () => {
  const config = parsePiiConfig('{"applications":{"email":["a"],"b":["b"],"$string":["c"]}}');
  expect(config.ok && config.value.applications.map(({ rules }) => rules)).toEqual([["c"], ["b"]]);
});
