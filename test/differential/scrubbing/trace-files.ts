import { byRules, DEFAULTS, EVENT_ID, json, keyOf, type ScrubbingCase, TRACE_ID } from "./case.ts";

const TOLD = json({
  trace_id: TRACE_ID,
  attachment_id: EVENT_ID,
  timestamp: Math.floor(Date.now() / 1000) + 0.5,
  filename: "a.txt",
  content_type: "text/plain",
  attributes: { foo: { type: "string", value: "a@b.cd" }, password: { type: "string", value: "x" } },
});
const FILE = Buffer.from("hello a@b.cd secret");
const CONFIGS: Readonly<Record<string, object>> = {
  strings: byRules({ $string: ["@email"] }),
  bytes: byRules({ $binary: ["@email"] }),
  named: byRules({ "$attachments.'a.txt'": ["@email"] }),
  attributes: byRules({ "attributes.foo.value": ["@anything:mask"] }),
  "attributes of attachments": byRules({ "$attachments.attributes.foo.value": ["@anything:mask"] }),
  all: byRules({ "**": ["@email"] }),
  "all of attachments": byRules({ "$attachments.**": ["@email"] }),
  switches: DEFAULTS,
};

/** Attachments of a trace: what is told about one, then the file. */
export const TRACE_FILE_CASES: readonly ScrubbingCase[] = Object.entries(CONFIGS).map(([name, config]) => {
  const header = {
    type: "attachment",
    content_type: "application/vnd.sentry.trace-attachment",
    meta_length: TOLD.length,
    filename: "a.txt",
  };
  const plain: ScrubbingCase = {
    name: `trace attachment: ${name}`,
    config: { ...config },
    header: {},
    parts: [[header, Buffer.concat([TOLD, FILE])]],
  };
  return { ...plain, header: { trace: { trace_id: TRACE_ID, public_key: keyOf(plain) } } };
});
