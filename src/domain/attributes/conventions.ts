import { CONVENTIONS_JSON } from "./conventions.gen.ts";

/** Who may scrub an attribute: `auto` every rule, `manual` those that name it, `never` none. */
export type Scrubbing = "auto" | "manual" | "never";

/** The name that took the place of another; the old one is still written, or not. */
export interface Renamed {
  readonly name: string;
  readonly keepsOld: boolean;
}

interface Conventions {
  readonly scrubbing: ReadonlyMap<string, Scrubbing>;
  readonly renamed: ReadonlyMap<string, Renamed>;
}

let known: Conventions | undefined;

/** As Sentry's conventions have it; what they do not know may be scrubbed by every rule. */
export function scrubbingOf(attribute: string): Scrubbing {
  const { scrubbing } = conventions();
  return scrubbing.get(attribute) ?? scrubbing.get(familyOf(attribute)) ?? "auto";
}

/** Today's name of an attribute that is deprecated. */
export function renamedOf(attribute: string): Renamed | undefined {
  const { renamed } = conventions();
  const own = renamed.get(attribute);
  if (own !== undefined) return own;
  const family = renamed.get(familyOf(attribute));
  return family && { ...family, name: family.name.replace(ANY_KEY, lastPartOf(attribute)) };
}

/** Names of which only the last part differs. */
const ANY_KEY = "<key>";

function familyOf(attribute: string): string {
  return attribute.endsWith(".")
    ? attribute
    : `${attribute.slice(0, attribute.lastIndexOf(".") + 1)}${ANY_KEY}`;
}

function lastPartOf(attribute: string): string {
  return attribute.slice(attribute.lastIndexOf(".") + 1);
}

/** Read when first asked for: most relays see no span for a while. */
function conventions(): Conventions {
  known ??= read();
  return known;
}

function read(): Conventions {
  const { never, manual, copied, moved } = JSON.parse(CONVENTIONS_JSON) as {
    readonly never: readonly string[];
    readonly manual: readonly string[];
    readonly copied: Readonly<Record<string, string>>;
    readonly moved: Readonly<Record<string, string>>;
  };
  const scrubbing = new Map<string, Scrubbing>();
  for (const name of never) scrubbing.set(name, "never");
  for (const name of manual) scrubbing.set(name, "manual");
  const renamed = new Map<string, Renamed>();
  for (const [old, name] of Object.entries(copied)) renamed.set(old, { name, keepsOld: true });
  for (const [old, name] of Object.entries(moved)) renamed.set(old, { name, keepsOld: false });
  return { scrubbing, renamed };
}
