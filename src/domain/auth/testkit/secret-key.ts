import { randomBytes } from "node:crypto";
import { assert } from "../../../kernel/base/assert.ts";
import { parseSecretKey, type RelaySecretKey } from "../relay-key.ts";

/** A key pair of its own for each test. */
export function generateSecretKey(): RelaySecretKey {
  const key = parseSecretKey(randomBytes(32).toString("base64url"));
  assert(key !== undefined, "any 32 bytes are a seed");
  return key;
}
