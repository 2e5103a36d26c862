import { isSpace, JsonSkipper, MAX_LENIENT_DEPTH } from "../../../kernel/base/json-skip.ts";

const skipper = new JsonSkipper(true);

/** Whether the bytes are one JSON value and nothing else; its parts are looked over, not built. */
export function isJson(bytes: Uint8Array): boolean {
  let at = firstValueEnd(bytes);
  if (at < 0) return false;
  while (at < bytes.length && isSpace(bytes[at] as number)) at++;
  return at === bytes.length;
}

/** Whether the bytes begin with a JSON value; events are read so, whatever comes after. */
export function startsWithJson(bytes: Uint8Array): boolean {
  return firstValueEnd(bytes) >= 0;
}

function firstValueEnd(bytes: Uint8Array): number {
  skipper.bytes = bytes;
  skipper.error = undefined;
  return skipper.value(skipper.space(0), MAX_LENIENT_DEPTH);
}
