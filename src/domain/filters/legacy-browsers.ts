import { browserOf } from "../user-agent/user-agent.ts";
import type { Filter, Filterable } from "./filterable.ts";

type IsLegacy = (major: number) => boolean;
type Browsers = Readonly<Record<string, IsLegacy>>;

const below =
  (end: number): IsLegacy =>
  (major) =>
    major < end;
const exactly =
  (version: number): IsLegacy =>
  (major) =>
    major === version;
/** On phones too. */
const explorer = (isLegacy: IsLegacy): Browsers => ({ IE: isLegacy, "IE Mobile": isLegacy });

const DEFAULT: Browsers = {
  ...explorer(below(10)),
  Safari: below(6),
  Opera: below(15),
  Android: below(4),
  "Opera Mini": below(8),
};

/** What each option calls legacy. One that is not here means nothing. */
const OPTIONS: Readonly<Record<string, Browsers>> = {
  ie_pre_9: explorer(below(9)),
  ie9: explorer(exactly(9)),
  ie10: explorer(exactly(10)),
  ie11: explorer(exactly(11)),
  opera_pre_15: { Opera: below(15) },
  opera_mini_pre_8: { "Opera Mini": below(8) },
  android_pre_4: { Android: below(4) },
  safari_pre_6: { Safari: below(6) },
  edge_pre_79: { Edge: below(79) },
  ie: explorer(below(12)),
  opera: { Opera: below(100) },
  opera_mini: { "Opera Mini": below(35) },
  android: { Android: below(4) },
  safari: { Safari: below(16) },
  edge: { Edge: below(111) },
  chrome: { Chrome: below(111) },
  firefox: { Firefox: below(111) },
};

/** @param options with `default` among them all others count for nothing */
export function legacyBrowsers(options: readonly string[]): Filter {
  const rules = options.includes("default")
    ? [DEFAULT]
    : options.flatMap((name) => (Object.hasOwn(OPTIONS, name) ? [OPTIONS[name] as Browsers] : []));
  return {
    reason: "legacy-browsers",
    matches(subject) {
      const { family, major } = browserOfSubject(subject) ?? {};
      if (family === undefined || major === undefined || !/^\d{1,9}$/.test(major)) return false;
      return rules.some((browsers) => Object.hasOwn(browsers, family) && browsers[family]?.(Number(major)));
    },
  };
}

function browserOfSubject({ browser, userAgent }: Filterable) {
  return browser ?? (userAgent === undefined ? undefined : browserOf(userAgent));
}
