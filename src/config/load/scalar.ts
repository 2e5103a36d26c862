/**
 * The value that YAML gives an unquoted text: null, a boolean, a number, else the text itself. A number that would not
 * be written the same way again (`007`, `1.0`) stays text where that matters to nobody but its reader.
 */
export function scalarOf(text: string): string | number | boolean | null {
  const trimmed = text.trim();
  if (trimmed === "null" || trimmed === "~" || trimmed === "Null" || trimmed === "NULL") return null;
  if (trimmed === "true" || trimmed === "True" || trimmed === "TRUE") return true;
  if (trimmed === "false" || trimmed === "False" || trimmed === "FALSE") return false;
  if (/^[-+]?\d+$/.test(trimmed) && !/^[-+]?0\d/.test(trimmed)) return Number(trimmed);
  if (/^[-+]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?$/.test(trimmed) && !/^[-+]?0\d/.test(trimmed))
    return Number(trimmed);
  return text;
}
