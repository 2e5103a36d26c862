import { utf8Length } from "../../../kernel/base/bytes.ts";
import { textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";

const MAX_RELEASE_BYTES = 200;
const MAX_ENVIRONMENT_BYTES = 64;
const MAX_DIST_CHARS = 64;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what names must not hold.
const FORBIDDEN = /[/\\\u0000-\u001f\u007f]/;

/** Drops names of releases, environments and builds that nobody could have meant. */
export function checkNames(document: EventDocument): void {
  refuse(document, "release", isValidRelease);
  refuse(document, "environment", isValidEnvironment);
}

export function isValidRelease(release: string): boolean {
  return (
    utf8Length(release) <= MAX_RELEASE_BYTES &&
    !/^(?:\.\.?|latest)$/i.test(release) &&
    !FORBIDDEN.test(release)
  );
}

export function isValidEnvironment(name: string): boolean {
  return (
    utf8Length(name) <= MAX_ENVIRONMENT_BYTES && !/^(?:\.\.?|none)$/i.test(name) && !FORBIDDEN.test(name)
  );
}

export function normalizeDist(document: EventDocument): void {
  const dist = textOf(document.root.dist);
  if (dist === undefined) return;
  if (dist === "") document.root.dist = undefined;
  else if ([...dist].length > MAX_DIST_CHARS) {
    const meta = document.metaAt(["dist"]);
    meta.addError("value_too_long");
    meta.setOriginalValue(dist);
    document.root.dist = null;
  }
}

function refuse(document: EventDocument, name: string, isValid: (text: string) => boolean): void {
  const text = textOf(document.root[name]);
  if (text === undefined || isValid(text)) return;
  const meta = document.metaAt([name]);
  meta.addError("invalid_data");
  meta.setOriginalValue(text);
  document.root[name] = null;
}
