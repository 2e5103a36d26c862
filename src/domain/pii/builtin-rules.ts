import type { Redaction } from "./redaction.ts";
import type { Rule, RuleType } from "./rule.ts";

const FILTERED = "[Filtered]";
const COMMON = [
  "iban",
  "ip",
  "email",
  "creditcard",
  "pemkey",
  "urlauth",
  "userpath",
  "bearer",
  "password",
  "usssn",
];
/** `@userpath:filter` is not there, and has never been: what is legacy does not touch paths. */
const COMMON_FILTER = [
  "@creditcard:filter",
  "@iban:filter",
  "@pemkey:filter",
  "@urlauth:legacy",
  "@userpath:filter",
  "@bearer:filter",
  "@password:filter",
  "@usssn:filter",
];

type Plain = Exclude<RuleType["kind"], "pattern" | "redactPair" | "multiple">;

interface Family {
  readonly type: Plain;
  /** What the name without a suffix stands for. */
  readonly alias: "replace" | "mask" | "remove";
  /** What `:replace` puts in. */
  readonly text: string;
  readonly hasFilter: boolean;
}

const FAMILIES: Readonly<Record<string, Family>> = {
  "@anything": { type: "anything", alias: "replace", text: FILTERED, hasFilter: true },
  "@bearer": { type: "bearer", alias: "replace", text: "Bearer [token]", hasFilter: true },
  "@ip": { type: "ip", alias: "replace", text: "[ip]", hasFilter: false },
  "@imei": { type: "imei", alias: "replace", text: "[imei]", hasFilter: false },
  "@mac": { type: "mac", alias: "mask", text: "[mac]", hasFilter: false },
  "@uuid": { type: "uuid", alias: "mask", text: "[uuid]", hasFilter: false },
  "@email": { type: "email", alias: "replace", text: "[email]", hasFilter: false },
  "@iban": { type: "iban", alias: "replace", text: "[iban]", hasFilter: true },
  "@creditcard": { type: "creditcard", alias: "replace", text: "[creditcard]", hasFilter: true },
  "@pemkey": { type: "pemkey", alias: "replace", text: "[pemkey]", hasFilter: true },
  "@urlauth": { type: "url_auth", alias: "replace", text: "[auth]", hasFilter: false },
  "@usssn": { type: "us_ssn", alias: "mask", text: "[us-ssn]", hasFilter: true },
  "@userpath": { type: "userpath", alias: "replace", text: "[user]", hasFilter: false },
  "@password": { type: "password", alias: "remove", text: "[password]", hasFilter: true },
};

/** The rules that are there without a config, by name. */
export const BUILTIN_RULES: ReadonlyMap<string, Rule> = new Map(build());

function* build(): Generator<readonly [string, Rule]> {
  for (const [name, { type, alias, text, hasFilter }] of Object.entries(FAMILIES)) {
    const rule = (redaction: Redaction): Rule => ({ type: { kind: type }, redaction });
    // Masking a device's number hashes it; so it has always been.
    const mask: Redaction = { method: type === "imei" ? "hash" : "mask" };
    yield [
      name,
      {
        type: { kind: "multiple", rules: [`${name}:${alias}`], hidesInner: true },
        redaction: { method: "default" },
      },
    ];
    yield [`${name}:replace`, rule({ method: "replace", text })];
    if (hasFilter) yield [`${name}:filter`, rule({ method: "replace", text: FILTERED })];
    yield [`${name}:hash`, rule({ method: "hash" })];
    yield [`${name}:mask`, rule(mask)];
    yield [`${name}:remove`, rule({ method: "remove" })];
  }
  const filter: Redaction = { method: "replace", text: FILTERED };
  yield ["@urlauth:legacy", { type: { kind: "url_password" }, redaction: filter }];
  yield ["@cookies:filter", { type: { kind: "cookies" }, redaction: filter }];
  yield ["@common", several(COMMON.map((name) => `@${name}`))];
  yield ["@common:filter", several(COMMON_FILTER)];
}

function several(rules: readonly string[]): Rule {
  return { type: { kind: "multiple", rules, hidesInner: false }, redaction: { method: "default" } };
}
