import { SENSITIVE_COOKIES } from "./builtin-patterns.ts";
import { keySelector, parseSelector } from "./parse-selector.ts";
import { type Application, type PiiConfig, piiConfig } from "./pii-config.ts";
import type { Rule } from "./rule.ts";
import type { Selector } from "./selector.ts";

/** The switches that projects had before there were rules. */
export interface DatascrubbingSettings {
  readonly scrubsData: boolean;
  readonly scrubsDefaults: boolean;
  readonly scrubsIpAddresses: boolean;
  readonly sensitiveFields: readonly string[];
  readonly excludeFields: readonly string[];
}

const STRIP_FIELDS = "strip-fields";
/** What is never scrubbed by default: it is what an event is about. */
const NEVER =
  "debug_meta.** | $frame.filename | $frame.abs_path | $logentry.formatted | $error.value | $request.headers.user-agent";
const COOKIE_HEADER = "http.request.header.cookie";
const SET_COOKIE_HEADER = "http.response.header.set-cookie";
const ADDRESSES = [
  "$request.env.REMOTE_ADDR",
  "$user.ip_address",
  "$sdk.client_ip",
  "$span.sentry_tags.'user.ip'",
  "attributes.'client.address'",
];
/** Long texts by people and models: what is found in them is replaced, the rest stays. */
const CONVERSATIONS = [
  "gen_ai.input.messages", "gen_ai.prompt", "gen_ai.request.messages", "gen_ai.tool.call.arguments",
  "gen_ai.tool.input", "gen_ai.tool.call.result", "gen_ai.tool.output", "gen_ai.output.messages",
  "gen_ai.response.tool_calls", "gen_ai.response.text", "gen_ai.response.object", "gen_ai.tool.definitions",
  "gen_ai.request.available_tools", "gen_ai.tool.name", "mcp.prompt.result", "mcp.tool.result.content",
]; // biome-ignore format: a table

/** Says in rules what the settings say; `undefined`: nothing is to be scrubbed. */
export function convertDatascrubbing(settings: DatascrubbingSettings): PiiConfig | undefined {
  const rules = new Map<string, Rule>();
  const applications: Application[] = [];
  const main: string[] = [];
  if (settings.scrubsData && settings.scrubsDefaults) {
    main.push("@common:filter");
    applications.push(...defaultApplications());
  }
  if (settings.scrubsIpAddresses) {
    main.push("@ip:replace");
    applications.push({ selector: anyOf(ADDRESSES), rules: ["@anything:remove"] });
  }
  const fields = settings.sensitiveFields.map((field) => field.trim()).filter((field) => field !== "");
  if (settings.scrubsData && fields.length > 0) {
    rules.set(STRIP_FIELDS, stripFields(fields));
    main.push(STRIP_FIELDS);
  }
  if (main.length > 0) applications.push({ selector: mainSelector(settings.excludeFields), rules: main });
  return applications.length === 0 ? undefined : piiConfig(rules, applications);
}

function defaultApplications(): readonly Application[] {
  const cookies = SENSITIVE_COOKIES.flatMap((name) => [
    `*.cookies.${quote(name)}`,
    `*.${quote(`${COOKIE_HEADER}.${name}`)}`,
    `*.${quote(`${SET_COOKIE_HEADER}.${name}`)}`,
  ]);
  const headers = [COOKIE_HEADER, SET_COOKIE_HEADER].flatMap((name) => [
    `*.${quote(name)}.*`,
    `*.${quote(name)}`,
  ]);
  const texts = CONVERSATIONS.flatMap((name) => [
    `$span.data.${quote(name)}`,
    `attributes.${quote(name)}.value`,
  ]);
  const kept = [
    "@email:replace",
    "@creditcard:replace",
    "@iban:replace",
    "@usssn:replace",
    "@bearer:replace",
  ];
  return [
    { selector: anyOf(cookies), rules: ["@anything:filter"] },
    { selector: anyOf(headers), rules: ["@cookies:filter"] },
    { selector: anyOf(["$logentry.formatted", "$log.body", ...texts]), rules: kept },
  ];
}

function stripFields(fields: readonly string[]): Rule {
  const keyPattern = fields.map((field) => field.replace(/[\\.+*?()|[\]{}^$#&\-~]/g, "\\$&")).join("|");
  const type = { kind: "redactPair", keyPattern, ignoresCase: true } as const;
  return { type, redaction: { method: "replace", text: "[Filtered]" } };
}

/** Everything but what is never scrubbed, and what the project says is not to be. */
function mainSelector(excludeFields: readonly string[]): Selector {
  const excluded = excludeFields.map((field) => field.trim()).filter((field) => field !== "");
  const parts = excluded.map((field): Selector => {
    const selector = parseSelector(field, false);
    return { kind: "not", inner: selector.ok ? selector.value : keySelector(field) };
  });
  const kinds = own("$string || $number || $array || $object");
  return { kind: "and", parts: [kinds, { kind: "not", inner: own(NEVER) }, ...parts] };
}

function anyOf(texts: readonly string[]): Selector {
  return own(texts.join(" || "));
}

/** A selector of ours. */
function own(text: string): Selector {
  const selector = parseSelector(text, false);
  if (!selector.ok) throw new Error(selector.error);
  return selector.value;
}

function quote(key: string): string {
  return `'${key}'`;
}
