/** An absolute URL in canonical spelling; `undefined` when the text is none. */
export function canonicalOrigin(text: string): string | undefined {
  return URL.parse(text)?.href;
}
