import { isSpace, JsonSkipper, MAX_LENIENT_DEPTH } from "../json-skip.ts";

const skipper = new JsonSkipper(true);

/** Whether the bytes are one JSON value and nothing else; its parts are looked over, not built. */
export function isJson(bytes: Uint8Array): boolean {
  skipper.bytes = bytes;
  skipper.error = undefined;
  let at = skipper.value(skipper.space(0), MAX_LENIENT_DEPTH);
  if (at < 0) return false;
  while (at < bytes.length && isSpace(bytes[at] as number)) at++;
  return at === bytes.length;
}
