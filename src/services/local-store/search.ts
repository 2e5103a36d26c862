/** What a search line asks for: all words, and for each key one of its values; negated ones must not match. */
export interface Search {
  readonly words: readonly string[];
  readonly terms: readonly SearchTerm[];
}

export interface SearchTerm {
  readonly key: SearchKey;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** Keys of a search line, such as `type:error,event`. */
export const SEARCH_KEYS = [
  "type",
  "project",
  "level",
  "fate",
  "reason",
  "stage",
  "sdk",
  "platform",
  "release",
  "environment",
  "trace",
  "event",
  "envelope",
  "via",
] as const;
export type SearchKey = (typeof SEARCH_KEYS)[number];

const ALIASES: Readonly<Record<string, SearchKey>> = {
  env: "environment",
  outcome: "fate",
  id: "event",
  is: "fate",
};

/** Kinds that stand for several item types, as people name them. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  error: ["event"],
  errors: ["event"],
  session: ["session", "sessions"],
  replay: ["replay_event", "replay_recording", "replay_video"],
  feedback: ["feedback", "user_report"],
  metric: ["trace_metric", "metric_buckets"],
  profile: ["profile", "profile_chunk", "profile_chunk_ui"],
  security: ["security", "raw_security"],
  cron: ["check_in"],
};

/** Fates that mean "did not get through". */
const DROPPED = ["filtered", "rate_limited", "invalid", "abuse", "client_discard", "cardinality_limited"];

const MAX_TERMS = 20;
const MAX_LENGTH = 500;

/**
 * Reads a search line: `type:error -level:info release:"my app@1" timeout`. A key that is none is a word, so that
 * pasting `TypeError: x` finds it. Never throws.
 */
export function parseSearch(line: string): Search {
  const words: string[] = [];
  const terms: SearchTerm[] = [];
  for (const token of tokens(line.slice(0, MAX_LENGTH)).slice(0, MAX_TERMS)) {
    const term = parseTerm(token);
    if (term === undefined) words.push(token.replaceAll('"', ""));
    else terms.push(term);
  }
  return { words: words.filter((word) => word !== ""), terms };
}

function tokens(line: string): string[] {
  return line.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? [];
}

function parseTerm(token: string): SearchTerm | undefined {
  const negated = token.startsWith("-");
  const at = token.indexOf(":");
  if (at <= 0) return undefined;
  const name = token.slice(negated ? 1 : 0, at).toLowerCase();
  const key = ALIASES[name] ?? SEARCH_KEYS.find((known) => known === name);
  const value = token.slice(at + 1).replaceAll('"', "");
  if (key === undefined || value === "") return undefined;
  return { key, values: value.split(",").flatMap((one) => expand(key, one)), negated };
}

function expand(key: SearchKey, value: string): readonly string[] {
  if (value === "") return [];
  if (key === "type") return KINDS[value.toLowerCase()] ?? [value];
  if (key === "fate" && value === "dropped") return DROPPED;
  return [value];
}
