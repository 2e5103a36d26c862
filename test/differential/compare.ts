import type { Canonical } from "./canonical.ts";
import type { KnownDifference } from "./known-differences.ts";

export interface Difference {
  readonly path: string;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** What differs, whichever side lacks it. */
export function differences(ours: Canonical, theirs: Canonical): Difference[] {
  const paths = new Set([...theirs.keys(), ...ours.keys()]);
  return [...paths]
    .map((path) => ({ path, ours: ours.get(path), theirs: theirs.get(path) }))
    .filter((each) => each.ours !== each.theirs);
}

/** Splits off what is known; notes in `used` which entries were needed. */
export function unknownOnly(
  name: string,
  found: readonly Difference[],
  known: readonly KnownDifference[],
  used: Set<KnownDifference>,
): Difference[] {
  return found.filter(({ path }) => {
    const matching = known.filter((entry) => entry.cases.test(name) && entry.path.test(path));
    for (const entry of matching) used.add(entry);
    return matching.length === 0;
  });
}

export function describeDifferences(found: readonly Difference[]): string {
  const quote = (value: string | undefined) =>
    value === undefined ? "(nothing)" : JSON.stringify(value.slice(0, 600));
  return found
    .map(({ path, ours, theirs }) => `${path}\n  reference ${quote(theirs)}\n  ours      ${quote(ours)}`)
    .join("\n");
}
