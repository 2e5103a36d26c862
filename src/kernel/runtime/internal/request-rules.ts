/** What an input that is no head yet may still become. */

/** Empty lines before a request are no part of it. */
export function withoutLeadingLines(input: Buffer): Buffer {
  let start = 0;
  while (input[start] === 13 && input[start + 1] === 10) start += 2;
  return start === 0 ? input : input.subarray(start);
}

/** Whatever follows, this will not become a request. */
export function isHopeless(input: Buffer, scanned: number): boolean {
  const first = input[0] as number;
  if ((first <= 32 && first !== 13) || first >= 127) return true;
  return input.includes("\n\n", Math.max(0, scanned - 1), "latin1");
}
