import fc from "fast-check";

/** Configs as users might write them, and as they would not. */

const RULE_IDS = ["r1", "r2", "r3", "nope"];
const BUILTINS =
  "anything bearer ip imei mac uuid email iban creditcard pemkey urlauth usssn userpath password cookies common".split(
    " ",
  );
const PATTERNS = [
  "foo", "a.*b", "(f)(o)", "\\w+", "[^a]+", "\\d{2,}", "(?i)SECRET", "x*", "e?", "\\bfoo\\b", "(?:a(b)?)+", "(.)(.)",
  "é+", "\\s", "^.", "token|foo", "(?s).+", "\\S+", "[[:punct:]]", "\\pL+$", "(?x) f o  o",
]; // biome-ignore format: a table
const KEYS =
  "foo bar password Token x cookies sessionid otp é k.d 0 name it's data extra user request exception values frames vars headers tags contexts formatted filename ip_address query_string spans description device sentry_tags params custom value".split(
    " ",
  );
const TYPES =
  "string number boolean array object error stack frame http user logentry message thread breadcrumb span sdk exception request event".split(
    " ",
  );

const builtinId = fc
  .tuple(
    fc.constantFrom(...BUILTINS),
    fc.constantFrom("", "", ":replace", ":filter", ":hash", ":mask", ":remove", ":legacy"),
  )
  .map(([name, suffix]) => `@${name}${suffix}`);
const ruleId = fc.oneof(builtinId, fc.constantFrom(...RULE_IDS));
const ruleIds = fc.array(ruleId, { minLength: 1, maxLength: 3 });

const redaction = fc.constantFrom<object>(
  { method: "replace" },
  { method: "replace", text: "[X]" },
  { method: "replace", text: "" },
  { method: "replace", text: "foo é😀" },
  { method: "mask" },
  { method: "hash" },
  { method: "remove" },
  { method: "default" },
  { method: "newer" },
);

// Groups that lie in each other make the reference panic, so at most one of the inner ones is asked for.
const ruleType: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    type: fc.constant("pattern"),
    pattern: fc.constantFrom(...PATTERNS),
    replaceGroups: fc.constantFrom([0], [1], [2], [1, 2], [], [5], null),
  }),
  fc.record({
    type: fc.constant("redact_pair"),
    keyPattern: fc.constantFrom("foo", "(?i)token", "^x$", "pass|bar", ".*", "a"),
  }),
  fc.record({ type: fc.constant("multiple"), rules: ruleIds, hideInner: fc.boolean() }),
  fc.record({ type: fc.constant("alias"), rule: ruleId, hideInner: fc.boolean() }),
  fc.record({
    type: fc.constantFrom(
      "anything",
      "email",
      "ip",
      "password",
      "userpath",
      "url_auth",
      "us_ssn",
      "cookies",
      "creditcard",
      "mac",
    ),
  }),
);
const rule = fc
  .tuple(ruleType, fc.option(redaction, { nil: undefined }))
  .map(([type, how]) => (how === undefined ? type : { ...type, redaction: how }));

const quoted = (key: string): string => `'${key.replaceAll("'", "''")}'`;
const item = fc.oneof(
  fc.constantFrom(...TYPES).map((type) => `$${type}`),
  fc.constantFrom(...KEYS).map((key) => (/^[A-Za-z_]\w*$/.test(key) ? key : quoted(key))),
  fc.constantFrom(...KEYS).map(quoted),
  fc.constantFrom("*", "**", "0", "1"),
);
const path = fc
  .array(item, { minLength: 1, maxLength: 3 })
  .filter((items) => items.filter((one) => one === "**").length < 2 && items.join() !== "*")
  .map((items) => items.join("."));
const { selector } = fc.letrec<{ selector: string }>((tie) => ({
  selector: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    path,
    tie("selector").map((inner) => `!(${inner})`),
    fc
      .tuple(tie("selector"), fc.constantFrom("&&", "||", "&", "|"), tie("selector"))
      .map(([a, by, b]) => `(${a} ${by} ${b})`),
  ),
}));
const application = fc.tuple(
  fc.oneof(selector, fc.constantFrom("$string", "$string || $number || $object || $array", "**")),
  ruleIds,
);

export const arbitraryConfig = fc.record({
  rules: fc.record({ r1: rule, r2: rule, r3: rule }),
  applications: fc.array(application, { minLength: 1, maxLength: 3 }).map(Object.fromEntries),
});
