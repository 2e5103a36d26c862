import { expect, test } from "bun:test";
import type { JsonObject } from "../../kernel/base/json/value.ts";
import { convertDatascrubbing } from "./datascrubbing.ts";
import { parsePiiConfig } from "./pii-config.ts";
import { type ItemKind, scrubItem } from "./scrub-attributes.ts";
import { Scrubber } from "./scrubber.ts";

function item(): JsonObject {
  return {
    body: "a@b.cd password=1",
    attributes: {
      foo: { type: "string", value: "a@b.cd" },
      password: { type: "string", value: "x" },
      "n.token": { type: "integer", value: 5 },
      list: { type: "array", value: ["a@b.cd"] },
      "sentry.release": { type: "string", value: "a@b.cd" },
    },
  };
}

function byRules(kind: ItemKind, applications: Readonly<Record<string, readonly string[]>>): JsonObject {
  const config = parsePiiConfig(JSON.stringify({ applications }));
  if (!config.ok) throw new Error(config.error);
  const value = item();
  scrubItem(value, kind, new Scrubber(config.value), "objects");
  return value;
}

test("rules see objects of a type and a value", () => {
  expect(
    byRules("log", { "attributes.foo.value": ["@anything:mask"], "$log.body": ["@email"] }),
  ).toMatchObject({
    body: "[email] password=1",
    attributes: { foo: { type: "string", value: "******" } },
    _meta: {
      attributes: { foo: { value: { "": { rem: [["@anything:mask", "m", 0, 6]], len: 6 } } } },
      body: {},
    },
  });
  expect(byRules("log", { "attributes.foo": ["@anything:remove"] })).toMatchObject({
    attributes: { foo: null },
  });
  expect(byRules("log", { $string: ["@email"] })).toMatchObject({
    body: "a@b.cd password=1",
    attributes: {
      foo: { value: "[email]" },
      list: { value: ["[email]"] },
      "sentry.release": { value: "a@b.cd" },
    },
  });
});

test("only a span's attributes are an object like any other", () => {
  expect(byRules("span", { $object: ["@anything:remove"] }).attributes).toBeNull();
  expect(byRules("log", { $object: ["@anything:remove"] }).attributes).not.toBeNull();
});

test("switches see an attribute's name as the key of its value", () => {
  const config = convertDatascrubbing({
    scrubsData: true,
    scrubsDefaults: true,
    scrubsIpAddresses: false,
    sensitiveFields: ["FOO"],
    excludeFields: [],
  });
  const value = item();
  expect(config && scrubItem(value, "log", new Scrubber(config), "values")).toBe(true);
  expect(value).toMatchObject({
    body: "[email] password=1",
    attributes: {
      foo: { value: "[Filtered]" },
      password: { value: "[Filtered]" },
      "n.token": { value: null },
      list: { value: ["a@b.cd"] },
    },
  });
});

test("nothing is said where nothing was found", () => {
  const config = parsePiiConfig('{"applications":{"$string":["@mac"]}}');
  const value = item();
  expect(config.ok && scrubItem(value, "log", new Scrubber(config.value), "objects")).toBe(false);
  expect(value).toEqual(item());
});
