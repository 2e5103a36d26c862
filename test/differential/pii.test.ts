import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { checkEvent } from "../../src/domain/event/check.ts";
import { EventDocument } from "../../src/domain/event/document.ts";
import { convertDatascrubbing } from "../../src/domain/pii/datascrubbing.ts";
import { parseSelector } from "../../src/domain/pii/parse-selector.ts";
import { parsePiiConfig } from "../../src/domain/pii/pii-config.ts";
import { selectorText } from "../../src/domain/pii/selector.ts";
import { suggestSelectors } from "../../src/domain/pii/suggest-selectors.ts";
import { scrubJson } from "../../src/domain/pii/testkit/scrub.ts";
import { Pattern } from "../../src/kernel/base/regex/pattern.ts";
import { missing } from "../support/needs.ts";
import { Oracle } from "../support/oracle.ts";
import { arbitraryConfig } from "./pii/arbitrary-config.ts";
import { arbitraryEvent } from "./pii/arbitrary-event.ts";
import { arbitraryPattern } from "./pii/arbitrary-pattern.ts";
import { arbitraryText } from "./pii/arbitrary-text.ts";
import { PATTERNS, SELECTORS, SUGGESTED } from "./pii/by-hand.ts";

const DEFAULTS = { scrubData: true, scrubDefaults: true, scrubIpAddresses: true };
const SEED = 26;

describe.skipIf(missing("python"))("scrubbing, beside the wheel", () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.start();
  }, 120_000);
  afterAll(() => oracle.stop());

  /** Both scrub the same; what makes the wheel panic is no question. */
  const compare = async (config: unknown, event: unknown): Promise<void> => {
    const json = JSON.stringify(event);
    const theirs = await oracle.stripEvent(config, json);
    if ("error" in theirs) {
      expect(theirs.error).toMatch(/^panic/);
      return;
    }
    expect(JSON.parse(scrubJson(json, config)), JSON.stringify({ config, event })).toEqual(
      JSON.parse(theirs.value),
    );
  };

  test("events under configs, both made up", async () => {
    const pairs = fc.sample(fc.tuple(arbitraryConfig, arbitraryEvent), { numRuns: 400, seed: SEED });
    for (const [config, event] of pairs) await compare(config, event);
  }, 60_000);

  test("events under the default switches", async () => {
    const config = await oracle.call("convert_datascrubbing_config", DEFAULTS);
    if ("error" in config) throw new Error(config.error);
    for (const event of fc.sample(arbitraryEvent, { numRuns: 200, seed: SEED }))
      await compare(config.value, event);
  }, 60_000);

  test("texts under each built-in rule", async () => {
    const texts = fc.sample(arbitraryText, { numRuns: 400, seed: SEED });
    const extra = Object.fromEntries(texts.map((text, index) => [`k${index}`, text]));
    const names =
      "bearer ip imei mac uuid email iban creditcard pemkey urlauth usssn userpath password common".split(
        " ",
      );
    const suffixes = ["", ":replace", ":filter", ":hash", ":mask", ":remove", ":legacy"];
    for (const name of names)
      for (const suffix of suffixes)
        await compare({ applications: { $string: [`@${name}${suffix}`] } }, { extra });
  }, 60_000);

  test("selectors are suggested for the same values", async () => {
    // None of them has pairs without a schema: those are lists to the wheel when it suggests, and pairs when it scrubs.
    for (const event of SUGGESTED) {
      const json = JSON.stringify(event);
      const theirs = await oracle.call("pii_selector_suggestions_from_event", event);
      if ("error" in theirs) throw new Error(theirs.error);
      const document = EventDocument.parse(Buffer.from(json));
      if (!document.ok) throw new Error("no JSON");
      checkEvent(document.value, { constrained: false });
      expect(suggestSelectors(document.value) as unknown).toEqual(theirs.value);
    }
  }, 60_000);

  test("switches become the same rules", async () => {
    const settings = [
      DEFAULTS,
      { scrubData: true },
      { scrubDefaults: true },
      { scrubIpAddresses: true },
      { ...DEFAULTS, scrubIpAddresses: false },
      { scrubData: true, sensitiveFields: [" a b ", "c.d", "", "x-y#z&~[é]"] },
      { ...DEFAULTS, excludeFields: ["x", " y.z ", "a b c", "$x", "$string", "", "**", "email", "it's"] },
    ];
    for (const setting of settings) {
      const theirs = await oracle.call<object>("convert_datascrubbing_config", setting);
      expect(ourConversion(setting)).toEqual("error" in theirs ? theirs.error : normal(theirs.value));
    }
  }, 60_000);

  test("selectors are right or wrong", async () => {
    for (const selector of SELECTORS) {
      const theirs = await oracle.call("validate_pii_selector", selector);
      const ours = parseSelector(selector);
      expect(ours.ok ? "" : ours.error, selector).toBe("error" in theirs ? firstPart(theirs.error) : "");
    }
  }, 60_000);

  test("patterns are right or wrong", async () => {
    const made = fc.sample(arbitraryPattern, { numRuns: 300, seed: SEED });
    for (const pattern of [...PATTERNS, ...made]) {
      const rule = { type: "pattern", pattern };
      const json = JSON.stringify({ rules: { a: rule }, applications: { $string: ["a"] } });
      const theirs = await oracle.call("validate_pii_config", json);
      // How long a compiled pattern may be is an estimate here, which errs on the side of scrubbing.
      const isTooLong = "error" in theirs && theirs.error.includes("size limit");
      if (!isTooLong) expect(Pattern.compile(pattern).ok, pattern).toBe(!("error" in theirs));
    }
  }, 60_000);

  test("patterns find the same", async () => {
    const made = fc.sample(
      fc.tuple(arbitraryPattern, fc.array(arbitraryText, { minLength: 4, maxLength: 4 })),
      {
        numRuns: 300,
        seed: SEED,
      },
    );
    for (const [pattern, texts] of made)
      for (const group of [0, 1]) {
        const rule = {
          type: "pattern",
          pattern,
          replaceGroups: [group],
          redaction: { method: "replace", text: "<>" },
        };
        const extra = Object.fromEntries(texts.map((text, index) => [`k${index}`, text]));
        const config = { rules: { rule }, applications: { $string: ["rule"] } };
        const verdict = await oracle.call("validate_pii_config", JSON.stringify(config));
        if (!("error" in verdict)) await compare(config, { extra });
      }
  }, 60_000);
});

function ourConversion(setting: Readonly<Record<string, unknown>>): unknown {
  const config = convertDatascrubbing({
    scrubsData: setting.scrubData === true,
    scrubsDefaults: setting.scrubDefaults === true,
    scrubsIpAddresses: setting.scrubIpAddresses === true,
    sensitiveFields: (setting.sensitiveFields ?? []) as string[],
    excludeFields: (setting.excludeFields ?? []) as string[],
  });
  const rule = config?.rules.get("strip-fields")?.type;
  const applications =
    config?.applications.map(({ selector, rules }) => [selectorText(selector), rules]) ?? [];
  return { pattern: rule?.kind === "redactPair" ? rule.keyPattern : undefined, applications };
}

/** The wheel's conversion, as far as it says anything. */
function normal(config: {
  rules?: Record<string, { keyPattern?: string }>;
  applications?: Record<string, string[]>;
}): unknown {
  return {
    pattern: config.rules?.["strip-fields"]?.keyPattern,
    applications: Object.entries(config.applications ?? {}).map(([selector, rules]) => [selector, rules]),
  };
}

function firstPart(error: string): string {
  return error.split("\n")[0] as string;
}

test("every generated config is one", () => {
  for (const config of fc.sample(arbitraryConfig, { numRuns: 100, seed: SEED }))
    expect(parsePiiConfig(JSON.stringify(config)).ok).toBe(true);
});
