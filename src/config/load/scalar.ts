/**
 * The value that YAML gives an unquoted text: null, a boolean, a number, else the text itself. Digits behind a leading
 * zero (`007`) are text, as in the reference.
 */
export function scalarOf(text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (/^(?:null|Null|NULL|~)$/.test(trimmed)) return null;
  if (/^(?:true|True|TRUE)$/.test(trimmed)) return true;
  if (/^(?:false|False|FALSE)$/.test(trimmed)) return false;
  if (/^0x[0-9a-fA-F]+$|^0o[0-7]+$/.test(trimmed)) return Number(trimmed);
  const isNumber = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed);
  return isNumber && !hasLeadingZero(trimmed) ? Number(trimmed) : text;
}

/** Whether digits follow a zero, as in `007`. */
export function hasLeadingZero(text: string): boolean {
  return /^[-+]?0\d/.test(text);
}
