import { PatternList } from "../pattern/pattern.ts";
import { OriginPatterns } from "../project/origin-pattern.ts";
import { IpNets } from "../protocol/ip-net.ts";
import type { Filter } from "./filterable.ts";

export function clientIps(nets: readonly string[]): Filter {
  const blocked = new IpNets(nets);
  return {
    reason: "ip-address",
    matches: (_, clientIp) => clientIp !== undefined && blocked.contains(clientIp),
  };
}

export function releases(patterns: readonly string[]): Filter {
  const list = new PatternList(patterns);
  return {
    reason: "release-version",
    matches: ({ release }) => release !== undefined && list.matches(release),
  };
}

export function transactions(patterns: readonly string[]): Filter {
  const list = new PatternList(patterns);
  return {
    reason: "filtered-transaction",
    matches: ({ transaction }) => transaction !== undefined && list.matches(transaction),
  };
}

export function errorMessages(patterns: readonly string[]): Filter {
  const list = new PatternList(patterns);
  return {
    reason: "error-message",
    matches(subject) {
      for (const text of subject.errorTexts()) if (list.matches(text)) return true;
      return false;
    },
  };
}

/** Reports of content security policies that blocked what the project does not care for. */
export function csp(sources: readonly string[]): Filter {
  const origins = new OriginPatterns(sources);
  return {
    reason: "invalid-csp",
    matches: ({ blockedOrigins }) => blockedOrigins?.some((origin) => origins.matches(origin)) === true,
  };
}
