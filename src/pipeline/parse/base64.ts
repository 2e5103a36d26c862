import { asciiText } from "../../kernel/base/bytes.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";

const NOT_IN_ALPHABET = /[^A-Za-z0-9+/]/;

/** Decodes padded standard base64; the error says what is wrong and where. */
export function decodeBase64(text: Uint8Array): Result<Uint8Array, string> {
  const rest = text.length % 4;
  if (rest !== 0) return err(`invalid length at ${text.length - rest}`);
  const ascii = asciiText(text, 0, text.length);
  const padding = ascii.endsWith("==") ? 2 : ascii.endsWith("=") ? 1 : 0;
  const symbols = ascii.slice(0, ascii.length - padding);
  const bad = NOT_IN_ALPHABET.exec(symbols);
  if (bad !== null) return err(`invalid symbol at ${bad.index}`);
  return ok(Uint8Array.from(atob(ascii), (char) => char.charCodeAt(0)));
}
