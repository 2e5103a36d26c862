import { ATTRIBUTE_METADATA } from "@sentry/conventions/attributes";
import type { GeneratedFiles } from "../lib/generator.ts";

interface Attribute {
  readonly applyScrubbing?: { readonly key: string };
  readonly deprecation?: { readonly replacement?: string; readonly status?: string };
}

/** What Sentry's conventions say of attributes, as far as a relay asks: who may scrub them, and what they are called today. */
export function generate(): GeneratedFiles {
  const named: (readonly [string, Attribute])[] = Object.entries(ATTRIBUTE_METADATA);
  const attributes = named.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const byScrubbing = (key: string) =>
    attributes.filter(([, { applyScrubbing }]) => applyScrubbing?.key === key).map(([name]) => name);
  const renamed = (statuses: readonly string[]) =>
    Object.fromEntries(
      attributes.flatMap(([name, { deprecation: { replacement, status = "" } = {} }]) =>
        replacement !== undefined && statuses.includes(status) ? [[name, replacement] as const] : [],
      ),
    );
  const conventions = {
    never: byScrubbing("never"),
    manual: byScrubbing("manual"),
    copied: renamed(["backfill"]),
    moved: renamed(["normalize", "transform"]),
  };
  const text = JSON.stringify(JSON.stringify(conventions));
  return {
    "src/domain/attributes/conventions.gen.ts": `/** Names of attributes that are never scrubbed, only by name, also written under a new name, and moved to one. */\nexport const CONVENTIONS_JSON: string =\n  ${text};\n`,
  };
}
