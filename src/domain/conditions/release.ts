/** A release as far as its name says: `package@1.2.3-beta+5`. */
export interface Release {
  readonly package: string | undefined;
  readonly version: Version | undefined;
  /** The version when it is a hash. */
  readonly buildHash: string | undefined;
}

export interface Version {
  /** Major, minor, patch, revision. */
  readonly numbers: readonly [bigint, bigint, bigint, bigint];
  readonly pre: string | undefined;
  /** As it is spelled, without what follows `+`. */
  readonly short: string;
}

const MAX_BYTES = 200;
const RESTRICTED = new Set([".", "..", "latest"]);
/** Slashes, and characters that nobody sees. */
const BAD = /[/\\\p{Cc}]/u;
const PACKAGE = /^(@?[^@]+)@(.+)$/s;
const HASH = /^(?:[0-9a-f]{12}|[0-9a-f]{16}|[0-9a-f]{20}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/i;
const VERSION =
  /^((\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]*)|([A-Za-z][0-9A-Za-z.-]*))?)(?:\+[0-9A-Za-z.-]+)?$/;

/** @returns `undefined` when the text is no release */
export function parseRelease(text: string): Release | undefined {
  const trimmed = text.trim();
  if (trimmed === "" || Buffer.byteLength(trimmed) > MAX_BYTES) return undefined;
  if (RESTRICTED.has(trimmed.toLowerCase()) || BAD.test(trimmed)) return undefined;
  const [, name, rest] = PACKAGE.exec(trimmed) ?? [];
  const spelled = rest ?? trimmed;
  if (HASH.test(spelled)) return { package: name, version: undefined, buildHash: spelled };
  return { package: name, version: parseVersion(spelled), buildHash: undefined };
}

/** Reads a version that stands alone. */
export function parseVersion(spelled: string): Version | undefined {
  const parts = VERSION.exec(spelled);
  if (parts === null) return undefined;
  const number = (at: number): bigint => {
    const value = BigInt(parts[at] ?? "0");
    return value < 2n ** 64n ? value : 0n;
  };
  const pre = parts[6] ?? parts[7];
  return {
    numbers: [number(2), number(3), number(4), number(5)],
    pre: pre === "" ? undefined : pre,
    short: parts[1] as string,
  };
}

/** By precedence: numbers, then what comes before a release; the build does not count. */
export function compareVersions(left: Version, right: Version): number {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] as bigint;
    if (number !== other) return number < other ? -1 : 1;
  }
  if (left.pre === undefined || right.pre === undefined)
    return Number(left.pre === undefined) - Number(right.pre === undefined);
  return comparePre(left.pre.split("."), right.pre.split("."));
}

/** Numbers before words, the shorter list before the longer. */
function comparePre(left: readonly string[], right: readonly string[]): number {
  for (const [index, part] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    if (part === other) continue;
    const [isNumber, isOther] = [isDigits(part), isDigits(other)];
    if (isNumber !== isOther) return isNumber ? -1 : 1;
    if (!isNumber) return part < other ? -1 : 1;
    const difference = BigInt(part) - BigInt(other);
    if (difference !== 0n) return difference < 0n ? -1 : 1;
  }
  return left.length < right.length ? -1 : 0;
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}
