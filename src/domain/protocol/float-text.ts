/**
 * A float as the reference writes it: the shortest digits that read back the same, always with a fraction or an
 * exponent (`1.0`, `0.5`, `1e-7`, `1e+20`).
 */
export function floatText(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-5 || magnitude >= 1e16)) return value.toExponential();
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
