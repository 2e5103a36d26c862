/**
 * Variables that Bun itself obeys before our code runs: with `BUN_BE_BUN` the executable becomes plain bun, with
 * `BUN_OPTIONS` anybody adds flags to it. In a Lambda layer the environment is the function's, so the names are
 * overwritten in the file by others of equal length, which nobody sets.
 */
const NAMES = ["BUN_BE_BUN", "BUN_OPTIONS"] as const;

/** Overwrites the names in place. @returns how often each occurred; 0 means that Bun no longer has it */
export function overwriteNames(file: Uint8Array): Record<string, number> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const found: Record<string, number> = {};
  for (const name of NAMES) {
    const other = Buffer.from(`-${name.slice(1)}`); // no shell can export a name that starts with a dash
    found[name] = 0;
    for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + name.length)) {
      other.copy(bytes, at);
      found[name] += 1;
    }
  }
  return found;
}
