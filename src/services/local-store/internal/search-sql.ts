import type { Search, SearchKey } from "../search.ts";

/** A condition over the `items` table, with its arguments in order. */
export interface Condition {
  readonly sql: string;
  readonly args: readonly (string | number)[];
}

/** How a key compares: the whole value, its beginning, or anywhere in it. */
const COLUMNS: Readonly<
  Record<SearchKey, { readonly column: string; readonly how: "equals" | "prefix" | "contains" }>
> = {
  type: { column: "type", how: "equals" },
  project: { column: "project", how: "equals" },
  level: { column: "level", how: "equals" },
  fate: { column: "outcome", how: "equals" },
  reason: { column: "reason", how: "contains" },
  stage: { column: "stage", how: "equals" },
  sdk: { column: "sdk", how: "contains" },
  platform: { column: "platform", how: "equals" },
  release: { column: "release", how: "contains" },
  environment: { column: "environment", how: "equals" },
  trace: { column: "trace_id", how: "prefix" },
  event: { column: "event_id", how: "prefix" },
  envelope: { column: "envelope_id", how: "equals" },
  via: { column: "via", how: "equals" },
};

/** Shorter words cannot be looked up in the trigram index. */
const SHORTEST_INDEXED = 3;

/** Turns a search into SQL; every value travels as an argument. An empty search matches all. */
export function searchCondition(search: Search): Condition {
  const parts: string[] = [];
  const args: (string | number)[] = [];
  for (const { key, values, negated } of search.terms) {
    const { column, how } = COLUMNS[key];
    const any = values.map((value) => {
      args.push(argument(how, value));
      return how === "equals" ? `${column} = ?` : `${column} LIKE ? ESCAPE '\\'`;
    });
    if (any.length > 0) parts.push(`${negated ? "NOT " : ""}(${any.join(" OR ")})`);
  }
  for (const word of search.words) {
    if (word.length >= SHORTEST_INDEXED) {
      parts.push("id IN (SELECT rowid FROM items_text WHERE items_text MATCH ?)");
      args.push(`"${word.replaceAll('"', '""')}"`);
    } else {
      parts.push("(title LIKE ? ESCAPE '\\' OR subtitle LIKE ? ESCAPE '\\')");
      args.push(argument("contains", word), argument("contains", word));
    }
  }
  return { sql: parts.length === 0 ? "1" : parts.join(" AND "), args };
}

function argument(how: "equals" | "prefix" | "contains", value: string): string {
  if (how === "equals") return value;
  const literal = value.replace(/[\\%_]/g, (special) => `\\${special}`);
  return how === "prefix" ? `${literal.replaceAll("-", "")}%` : `%${literal}%`;
}
