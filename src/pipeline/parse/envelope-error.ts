import { utf8Text } from "../../kernel/base/bytes.ts";
import { lineAndColumn } from "../../kernel/base/json-object.ts";
import { JsonSkipper, type JsonSyntaxError, MAX_DEPTH, OPEN_BRACE } from "../../kernel/base/json-skip.ts";
import { valueText } from "./value-text.ts";

/** What may be wrong with an envelope, in the words that clients see as the first cause of a 400. */
export type EnvelopeProblem =
  | "unexpected end of file"
  | "missing envelope header"
  | "missing newline after header or payload"
  | "invalid envelope header"
  | "invalid item header"
  | "too many individual items"
  | "origin header mismatch between envelope and request"
  | "project id header mismatch between envelope and request"
  | "public key header mismatch between envelope and request";

export interface EnvelopeError {
  readonly problem: EnvelopeProblem;
  /** What exactly, with line and column of the header; may quote what the client sent. */
  readonly detail?: string;
}

/** The `causes` of the answer `{"detail":"invalid event envelope","causes":[…]}`. */
export function envelopeErrorCauses(error: EnvelopeError): string[] {
  return error.detail === undefined ? [error.problem] : [error.problem, error.detail];
}

const skipper = new JsonSkipper();

/** What stands where a header should: broken JSON, or a value that is no object. */
export function notAnObjectDetail(
  bytes: Uint8Array,
  start: number,
  error: JsonSyntaxError | undefined,
  struct: string,
): string {
  if (bytes[start] === OPEN_BRACE && error !== undefined) return syntaxDetail(bytes, start, error);
  skipper.bytes = bytes;
  const end = skipper.value(start, MAX_DEPTH);
  if (end < 0) return syntaxDetail(bytes, start, skipper.error as JsonSyntaxError);
  const found = valueText(utf8Text(bytes, start, end));
  return fieldDetail(
    bytes,
    start,
    found === "sequence" ? start : end,
    `invalid type: ${found}, expected ${struct}`,
  );
}

function syntaxDetail(bytes: Uint8Array, start: number, error: JsonSyntaxError): string {
  return `${error.message} at ${lineAndColumn(bytes, start, error.offset + 1)}`;
}

/** A header field with a value that cannot be; `end` is the offset after it. */
export function fieldDetail(bytes: Uint8Array, start: number, end: number, message: string): string {
  return `${message} at ${lineAndColumn(bytes, start, end)}`;
}
