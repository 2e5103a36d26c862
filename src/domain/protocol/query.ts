/** The pairs of a URL-encoded query string, decoded; quick where nothing is encoded. */
export function queryPairs(query: string): (readonly [key: string, value: string])[] {
  if (query === "") return [];
  return query.split("&").map((part) => {
    const equals = part.indexOf("=");
    return equals < 0
      ? [urlDecoded(part), ""]
      : [urlDecoded(part.slice(0, equals)), urlDecoded(part.slice(equals + 1))];
  });
}

/** The value of the first pair with this key. */
export function queryValue(query: string, key: string): string | undefined {
  return queryPairs(query).find(([name]) => name === key)?.[1];
}

/** A path segment, percent-decoded where that gives text. */
export function pathDecoded(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function urlDecoded(text: string): string {
  if (!/[%+]/.test(text)) return text;
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Not UTF-8, or a stray percent sign: URLSearchParams replaces what it cannot read.
    return new URLSearchParams(`v=${text}`).get("v") ?? "";
  }
}
