import { utf8Length } from "../../../kernel/base/bytes.ts";

const LENGTHS = [8, 4, 4, 4, 12];
/** Of the longest spelling, in bytes. */
const MAX_BYTES = 45;

/** What is wrong with a text that is no UUID, in the words clients know from Sentry. */
export function uuidProblem(text: string): string {
  const length = utf8Length(text);
  if (length > MAX_BYTES) return `invalid length: found ${length}`;
  const braced = text.startsWith("{") && text.endsWith("}") && text.length > 1;
  const urn = text.startsWith("urn:uuid:");
  const offset = braced ? 1 : urn ? "urn:uuid:".length : 0;
  const body = braced ? text.slice(1, -1) : text.slice(offset);
  let at = offset;
  for (const char of body) {
    if (!/[0-9a-fA-F-]/.test(char)) return `invalid character: found \`${char}\` at ${at}`;
    at += char.length;
  }
  const groups = body.split("-");
  if (groups.length === 1 && offset === 0) return `invalid length: found ${body.length}`;
  if (groups.length !== LENGTHS.length) return `invalid group count: expected 5, found ${groups.length}`;
  const wrong = groups.findIndex((group, index) => group.length !== LENGTHS[index]);
  return `invalid group length in group ${wrong}: expected ${LENGTHS[wrong]}, found ${groups[wrong]?.length}`;
}
