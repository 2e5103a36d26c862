import { parseJson } from "../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json/value.ts";
import type { ProfileReason } from "../protocol/rejection.ts";
import { parseRfc3339 } from "../protocol/rfc3339.ts";
import { parseUuid } from "../protocol/uuid.ts";

/** A profile whose head could be read. */
export interface Profile {
  readonly root: JsonObject;
  readonly platform: string;
  /** Samples of stacks; the other kind is a trace of calls, which only Android records. */
  readonly isSampled: boolean;
}

/** Reads what every profile says of itself. @returns why it is none */
export function readProfile(payload: Uint8Array): Profile | ProfileReason {
  const parsed = parseJson(payload);
  if (!parsed.ok || !isJsonObject(parsed.value)) return "profiling_invalid_json";
  const root = parsed.value;
  const { platform, version } = root;
  if (typeof platform !== "string") return "profiling_invalid_json";
  if (version !== undefined && typeof version !== "string") return "profiling_invalid_json";
  if (version === undefined && platform === "android") return { root, platform, isSampled: false };
  if (!hasHead(root)) return "profiling_invalid_json";
  return version === "1" ? { root, platform, isSampled: true } : "profiling_platform_not_supported";
}

function hasHead({ event_id, timestamp, os, device }: JsonObject): boolean {
  return (
    typeof event_id === "string" &&
    parseUuid(event_id) !== undefined &&
    typeof timestamp === "string" &&
    parseRfc3339(timestamp) !== undefined &&
    hasTexts(os, "name", "version") &&
    hasTexts(device, "architecture")
  );
}

function hasTexts(value: JsonValue | undefined, ...keys: readonly string[]): boolean {
  return isJsonObject(value) && keys.every((key) => typeof value[key] === "string");
}
