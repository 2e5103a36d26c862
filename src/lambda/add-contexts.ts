import { objectMembers } from "./json-members.ts";
import type { ContextFields } from "./lambda-contexts.ts";

interface Insertion {
  readonly at: number;
  /** Bytes of the old value that give way; 0 for a pure insertion. */
  readonly removes: number;
  readonly text: string;
}

/**
 * Adds `contexts` to an event's or transaction's payload where they are missing: whole contexts, or single fields of
 * one that is there. Whatever the payload has is left alone, and so is every byte of it.
 * @returns the same array when nothing was missing or the payload is not a JSON object
 */
export function addContexts(
  payload: Uint8Array,
  contexts: Readonly<Record<string, ContextFields>>,
): Uint8Array {
  const root = objectMembers(payload, 0);
  if (!root) return payload;
  const existing = root.members.findLast((member) => member.key === "contexts");
  if (!existing) {
    return splice(payload, [insertMember(root, "contexts", contexts)]);
  }
  const inner = objectMembers(payload, existing.start);
  if (!inner) {
    // `null` is as good as absent; anything else is the SDK's business.
    if (!isNull(payload, existing.start, existing.end)) return payload;
    const text = JSON.stringify(contexts);
    return splice(payload, [{ at: existing.start, removes: existing.end - existing.start, text }]);
  }
  const insertions: Insertion[] = [];
  for (const [name, fields] of Object.entries(contexts)) {
    const context = inner.members.findLast((member) => member.key === name);
    if (!context) {
      insertions.push(insertMember(inner, name, fields));
      continue;
    }
    const own = objectMembers(payload, context.start);
    if (!own) continue;
    const has = new Set(own.members.map((member) => member.key));
    const missing = Object.entries(fields).filter(([key]) => !has.has(key));
    if (missing.length === 0) continue;
    const text = JSON.stringify(Object.fromEntries(missing)).slice(1, -1);
    insertions.push({ at: own.bodyStart, removes: 0, text: own.members.length > 0 ? `${text},` : text });
  }
  return merge(payload, inner.bodyStart, inner.members.length, insertions);
}

function insertMember(
  object: { readonly bodyStart: number; readonly members: readonly unknown[] },
  key: string,
  value: unknown,
): Insertion {
  const text = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
  return { at: object.bodyStart, removes: 0, text: object.members.length > 0 ? `${text},` : text };
}

/** Several new contexts go to the same place: in an empty object they need commas between themselves. */
function merge(
  payload: Uint8Array,
  bodyStart: number,
  memberCount: number,
  insertions: readonly Insertion[],
): Uint8Array {
  const here = insertions.filter((insertion) => insertion.at === bodyStart);
  const elsewhere = insertions.filter((insertion) => insertion.at !== bodyStart);
  const text = here.map((insertion) => insertion.text).join(memberCount > 0 ? "" : ",");
  return splice(payload, here.length > 0 ? [{ at: bodyStart, removes: 0, text }, ...elsewhere] : elsewhere);
}

function splice(payload: Uint8Array, insertions: readonly Insertion[]): Uint8Array {
  if (insertions.length === 0) return payload;
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const insertion of [...insertions].sort((left, right) => left.at - right.at)) {
    parts.push(payload.subarray(from, insertion.at), encoder.encode(insertion.text));
    from = insertion.at + insertion.removes;
  }
  parts.push(payload.subarray(from));
  return Buffer.concat(parts);
}

function isNull(payload: Uint8Array, start: number, end: number): boolean {
  return new TextDecoder().decode(payload.subarray(start, end)) === "null";
}
