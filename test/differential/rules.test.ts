/**
 * What projects write down as rules, beside the public wheel: patterns, conditions, releases, and the sections of a project's
 * config that hold them.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isSupported, parseCondition } from "../../src/domain/conditions/condition.ts";
import { parseRelease } from "../../src/domain/conditions/release.ts";
import { parseFilterSettings } from "../../src/domain/filters/filter-settings.ts";
import { Pattern } from "../../src/domain/pattern/pattern.ts";
import { parseSamplingConfig } from "../../src/domain/sampling/sampling-config.ts";
import { missing } from "../support/needs.ts";
import { Oracle } from "../support/oracle.ts";
import { CONDITIONS, FILTER_SETTINGS, RELEASES, SAMPLING_CONFIGS } from "./rules/examples.ts";

const SETUP_MS = 120_000;
const PATTERNS = 3_000;
/** The wheel takes half a second to say what is wrong with a pattern. */
const BROKEN_PATTERNS = ["a]", "[a", "[[]", "[z-a]", "a}", "{a,{b}}", "a\\"];

describe.skipIf(missing("python"))("rules beside the wheel", () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.start();
  }, SETUP_MS);
  afterAll(() => oracle.stop());

  const isFine = async (name: string, argument: unknown): Promise<boolean> =>
    "value" in (await oracle.call(name, argument));

  test.each(CONDITIONS.map((condition) => [JSON.stringify(condition), condition]))(
    "condition %s",
    async (text, condition) => {
      const parsed = parseCondition(condition);
      const ours = parsed.ok && isSupported(parsed.value);
      expect(ours).toBe(await isFine("validate_rule_condition", text));
    },
  );

  test.each(RELEASES)("release %j", async (text) => {
    const theirs = await oracle.call<WheelRelease>("parse_release", text);
    const ours = parseRelease(text);
    expect(ours === undefined).toBe("error" in theirs);
    if (ours === undefined || "error" in theirs) return;
    const { package: name, version_parsed, build_hash } = theirs.value;
    expect([ours.package ?? null, ours.buildHash ?? null]).toEqual([name, build_hash]);
    // The wheel reads no version where there is no package; conditions do.
    if (name !== null) expect(ours.version?.short ?? null).toBe(version_parsed?.raw_short ?? null);
  });

  test.each(FILTER_SETTINGS.map((settings) => [JSON.stringify(settings)]))("filters %s", async (text) => {
    const config = { ...PROJECT, filterSettings: JSON.parse(text) as unknown };
    const isReadable = typeof config.filterSettings === "object" && parseFilterSettings(text).ok;
    expect(isReadable).toBe(await isFine("normalize_project_config", config));
  });

  test.each(SAMPLING_CONFIGS.map((sampling) => [JSON.stringify(sampling)]))("sampling %s", async (text) => {
    const config = { ...PROJECT, sampling: JSON.parse(text) as unknown };
    const theirs = await oracle.call<{ sampling: WheelSampling | null }>("normalize_project_config", config);
    const read = "value" in theirs ? theirs.value.sampling : null;
    const isUsable =
      read !== null && read.version <= 2 && !JSON.stringify(read.rules).includes('"unsupported"');
    expect(parseSamplingConfig(text) !== undefined).toBe(isUsable);
  });

  test("patterns match the same texts", async () => {
    const chars = fc
      .array(fc.constantFrom(..."aabBé?*[]{},,\\!-ß"), { maxLength: 8 })
      .map((list) => list.join(""));
    const texts = fc.array(
      fc.array(fc.constantFrom(..."aabBé-,ß"), { maxLength: 4 }).map((list) => list.join("")),
      {
        minLength: 3,
        maxLength: 3,
      },
    );
    const drawn = fc.sample(fc.tuple(chars, texts, fc.boolean()), { numRuns: PATTERNS, seed: 42 });
    const different: unknown[] = [];
    for (const [pattern, several, ignoreCase] of drawn) {
      const ours = Pattern.parse(pattern, { ignoreCase });
      // A class of nothing matches now this, now that there.
      if (!ours.ok || pattern.includes("[!]")) continue;
      const theirs = await oracle.call<boolean[]>("matches_pattern", pattern, several, ignoreCase);
      const matches = several.map((text) => ours.value.matches(text));
      if (!("value" in theirs) || !Bun.deepEquals(theirs.value, matches))
        different.push({ pattern, several, theirs, matches });
    }
    expect(different).toEqual([]);
  }, 30_000);

  test.each(BROKEN_PATTERNS)(
    "pattern %s is none",
    async (pattern) => {
      expect(Pattern.parse(pattern, { ignoreCase: false }).ok).toBe(false);
      expect(await oracle.call("matches_pattern", pattern, [], false)).toHaveProperty("error");
    },
    10_000,
  );
});

const PROJECT = { allowedDomains: ["*"], trustedRelays: [], piiConfig: null };

interface WheelRelease {
  readonly package: string | null;
  readonly version_parsed: { readonly raw_short: string } | null;
  readonly build_hash: string | null;
}

interface WheelSampling {
  readonly version: number;
  readonly rules: readonly unknown[];
}
