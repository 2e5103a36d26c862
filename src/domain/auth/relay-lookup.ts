import { err, ok, type Result } from "../../kernel/base/result.ts";
import { relayIdOf } from "./registration.ts";
import { parsePublicKey } from "./relay-key.ts";
import type { RelayInfo } from "./signed-request.ts";

/** More ids than this in one request are none that a relay asks for. */
const MAX_IDS = 10_000;

/** The body that asks an upstream which relays these are. */
export function relayLookupJson(relayIds: readonly string[]): string {
  return JSON.stringify({ relay_ids: relayIds });
}

/** Reads such a body; one id that is none spoils it. @returns what is wrong with it, for the cause of a 400 */
export function parseRelayLookup(json: string): Result<readonly string[], string> {
  const value = parseJson(json);
  const ids = value?.relay_ids;
  if (ids === undefined) return err(value === undefined ? "expected an object" : "missing field `relay_ids`");
  if (!Array.isArray(ids) || ids.length > MAX_IDS) return err("relay_ids is no list of ids");
  const relayIds = ids.map(relayIdOf);
  return relayIds.includes(undefined) ? err("relay_ids holds no UUIDs") : ok(relayIds as readonly string[]);
}

/** The answer: an entry per id, null for one that nobody knows. */
export function relayLookupAnswerJson(relays: ReadonlyMap<string, RelayInfo | undefined>): string {
  const entries = Array.from(relays, ([relayId, relay]) => [
    relayId,
    relay === undefined ? null : { publicKey: relay.publicKey, internal: relay.isInternal },
  ]);
  return JSON.stringify({ relays: Object.fromEntries(entries) });
}

/**
 * Reads an upstream's answer; ids that it does not know are not in it. Old upstreams answer with `public_keys`, and
 * do not say whether a relay is internal: it then is not.
 * @returns `undefined` when it is no answer
 */
export function parseRelayLookupAnswer(json: string): ReadonlyMap<string, RelayInfo> | undefined {
  const value = parseJson(json);
  if (value === undefined) return undefined;
  const relays = new Map<string, RelayInfo>();
  for (const [id, publicKey] of entriesOf(value.public_keys)) addRelay(relays, id, { publicKey });
  for (const [id, entry] of entriesOf(value.relays)) addRelay(relays, id, entry);
  return relays;
}

function addRelay(relays: Map<string, RelayInfo>, id: string, entry: unknown): void {
  const relayId = relayIdOf(id);
  const { publicKey, internal = false } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  const key = typeof publicKey === "string" ? parsePublicKey(publicKey) : undefined;
  if (relayId !== undefined && key !== undefined) {
    relays.set(relayId, { publicKey: key.text, isInternal: internal === true });
  }
}

function entriesOf(value: unknown): readonly [string, unknown][] {
  return value !== null && typeof value === "object" ? Object.entries(value) : [];
}

function parseJson(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
