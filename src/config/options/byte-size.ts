const UNITS: ReadonlyMap<string, number> = new Map([
  ["B", 1],
  ["kB", 1000],
  ["MB", 1000 ** 2],
  ["GB", 1000 ** 3],
  ["TB", 1000 ** 4],
  ["PB", 1000 ** 5],
  ["KiB", 1024],
  ["MiB", 1024 ** 2],
  ["GiB", 1024 ** 3],
  ["TiB", 1024 ** 4],
  ["PiB", 1024 ** 5],
]);
const BY_LOWER_CASE = new Map([...UNITS.keys()].map((unit) => [unit.toLowerCase(), unit]));
const LARGEST_INTEGER = 0xffff_ffff;

/** A number of bytes and the unit it was written in. */
export interface ByteSize {
  readonly amount: number;
  readonly unit: string;
  readonly bytes: number;
}

/**
 * Reads a byte size as the reference does: an integer up to 4294967295, or a number with a unit in any case (`1.5 mib`).
 * Units are 1000-based without and 1024-based with an `i`, save that exactly `KB` means KiB. `undefined` when it is none.
 */
export function parseByteSize(value: unknown): ByteSize | undefined {
  if (typeof value === "number") {
    return Number.isInteger(value) && value >= 0 && value <= LARGEST_INTEGER
      ? inLargestUnit(value)
      : undefined;
  }
  if (typeof value !== "string") return undefined;
  const match = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(value);
  if (match === null) return undefined;
  const written = match[2] ?? "";
  const unit = written === "KB" ? "KiB" : written === "" ? "B" : BY_LOWER_CASE.get(written.toLowerCase());
  if (unit === undefined) return undefined;
  const amount = Number(match[1]);
  const bytes = Math.floor(amount * (UNITS.get(unit) ?? 1));
  return Number.isSafeInteger(bytes) ? { amount, unit, bytes } : undefined;
}

/** The spelling of `config show`: the unit as written, for a plain integer the largest exact one. */
export function formatByteSize(size: ByteSize): string {
  return `${size.amount}${size.unit}`;
}

/** The largest unit that divides `bytes`; of two that fit the one with the smaller amount. */
function inLargestUnit(bytes: number): ByteSize {
  let best: ByteSize = { amount: bytes, unit: "B", bytes };
  for (const [unit, factor] of UNITS) {
    if (bytes % factor === 0 && bytes / factor < best.amount && bytes > 0)
      best = { amount: bytes / factor, unit, bytes };
  }
  return best;
}
