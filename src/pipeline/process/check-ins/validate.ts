import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { utf8Text } from "../../../kernel/base/bytes.ts";

const MAX_ENVIRONMENT_CHARACTERS = 64;

/** Whether it names its monitor, and an environment that can be. */
export function checkCheckIn({ payload }: Item): Rejection | undefined {
  const { monitor_slug: slug = "", status, environment } = parse(payload) ?? {};
  const name = environment ?? "";
  if (typeof slug !== "string" || typeof status !== "string" || typeof name !== "string")
    return invalid("invalid_json");
  const isTooLong = [...name].length > MAX_ENVIRONMENT_CHARACTERS;
  return slug === "" || isTooLong ? invalid("invalid_check_in") : undefined;
}

function parse(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(utf8Text(payload));
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
