import { byRules, DEFAULTS, json, keyOf, type ScrubbingCase, TRACE_ID } from "./case.ts";

const text = (value: string) => ({ type: "string", value });
const ATTRIBUTES = {
  foo: text("a@b.cd"),
  password: text("hunter"),
  "n.token": { type: "integer", value: 5 },
  "url.full": text("http://u:p@h 1.2.3.4"),
  "gen_ai.prompt": text("a@b.cd secret"),
  "sentry.release": text("a@b.cd"),
  "client.address": text("1.2.3.4"),
  "process.runtime.name": text("a@b.cd"),
  list: { type: "array", value: ["a@b.cd", "x"] },
  "http.request.header.cookie": text("sessionid=abc; x=1"),
  msg: text("password is x"),
  "foo bar": text("1.2.3.4"),
};
export const ATTRIBUTE_NAMES = Object.keys(ATTRIBUTES);

const now = Date.now() / 1000;
const IDS = { trace_id: TRACE_ID, span_id: "1234567812345678" };
const KINDS: Readonly<Record<string, readonly [contentType: string, value: object]>> = {
  log: [
    "application/vnd.sentry.items.log+json",
    {
      ...IDS,
      timestamp: now,
      level: "info",
      body: "a@b.cd password=1 4111111111111111",
      attributes: ATTRIBUTES,
    },
  ],
  span: [
    "application/vnd.sentry.items.span.v2+json",
    {
      ...IDS,
      name: "a@b.cd password",
      status: "ok",
      is_segment: true,
      start_timestamp: now - 1,
      end_timestamp: now,
      attributes: ATTRIBUTES,
      links: [{ ...IDS, sampled: true, attributes: { q: text("a@b.cd") } }],
    },
  ],
  trace_metric: [
    "application/vnd.sentry.items.trace-metric+json",
    { trace_id: TRACE_ID, timestamp: now, name: "n", type: "counter", value: 1, attributes: ATTRIBUTES },
  ],
};
const PAIR = { type: "redact_pair", keyPattern: "foo|value|gen_ai", redaction: { method: "replace" } };
const CONFIGS: Readonly<Record<string, object>> = {
  nothing: {},
  switches: DEFAULTS,
  strings: byRules({ $string: ["@email"] }),
  objects: byRules({ $object: ["@anything:remove"] }),
  "numbers and lists": byRules({ "$number || $array": ["@anything:remove"] }),
  all: byRules({ "**": ["@anything:mask"] }),
  "by types": byRules({
    "$log.body": ["@anything:mask"],
    "$span.name": ["@anything:mask"],
    "attributes.foo.value": ["@anything:mask"],
    "$span.attributes.'url.full'.value": ["@anything:mask"],
    "attributes.'gen_ai.prompt'": ["@anything:remove"],
  }),
  "by keys": byRules({ "$string || $object": ["r"] }, { r: PAIR }),
  "by names": byRules({
    "'sentry.release'.value || 'process.runtime.name'.value || 'foo'": ["@anything:mask"],
  }),
  "in lists": byRules({ "body || name || attributes.list.value.0": ["@anything:mask"] }),
  "all attributes": byRules({ attributes: ["@anything:remove"] }),
};

export const ITEM_CASES: readonly ScrubbingCase[] = Object.entries(CONFIGS).flatMap(([name, config]) =>
  Object.entries(KINDS).map(([kind, [contentType, value]]) => {
    const header = { type: kind, item_count: 1, content_type: contentType };
    const plain: ScrubbingCase = {
      name: `${kind}: ${name}`,
      config: { ...config },
      header: {},
      parts: [[header, json({ items: [value] })]],
    };
    return { ...plain, header: { trace: { trace_id: TRACE_ID, public_key: keyOf(plain) } } };
  }),
);
