import { isJsonObject, type JsonValue, numberOf } from "../../../kernel/base/json/value.ts";
import { MsgpackReader } from "../../../kernel/base/msgpack.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { Cursor } from "../cursor.ts";
import { EventDocument } from "../document.ts";
import { TIMESTAMP } from "../schema/timestamp.ts";

/** Files that native SDKs write while all is well, and send with the crash. */
export interface CrashFiles {
  /** The event as it was to be: one map. */
  readonly event: Uint8Array | undefined;
  /** Two files of breadcrumbs that were written in turns: one map after another. */
  readonly breadcrumbs: readonly Uint8Array[];
}

/** Puts an event together from MessagePack files. */
export function eventOfFiles({ event, breadcrumbs }: CrashFiles): Result<EventDocument, "invalid_msgpack"> {
  const read = readEvent(event);
  if (!read.ok) return err("invalid_msgpack");
  const document = EventDocument.of(read.value);
  const lists: JsonValue[][] = [];
  for (const file of breadcrumbs) {
    const list = readAll(file);
    if (list === undefined) return err("invalid_msgpack");
    lists.push(list);
  }
  const values = latest(lists);
  if (values.length === 0) return ok(document);
  document.root.breadcrumbs = { values };
  return ok(new EventDocument(document.root, document.meta));
}

/** The first value. Without a file, or with an empty one, the event is empty. */
function readEvent(file: Uint8Array | undefined): Result<JsonValue, string> {
  return file === undefined || file.length === 0 ? ok({}) : new MsgpackReader(file).next();
}

function readAll(file: Uint8Array): JsonValue[] | undefined {
  const reader = new MsgpackReader(file);
  const values: JsonValue[] = [];
  while (!reader.isAtEnd) {
    const value = reader.next();
    if (!value.ok) return undefined;
    values.push(value.value);
  }
  return values;
}

/** The file that was written last goes last; there are as many breadcrumbs as the SDK keeps in one. */
function latest(lists: readonly JsonValue[][]): JsonValue[] {
  const all = lists.toSorted((a, b) => lastTime(a) - lastTime(b)).flat();
  const count = Math.max(0, ...lists.map(({ length }) => length));
  return count === 0 ? [] : all.slice(-count);
}

/** Seconds since 1970; of who does not say, the beginning. */
function lastTime(list: readonly JsonValue[]): number {
  const breadcrumb = list.at(-1);
  const timestamp = isJsonObject(breadcrumb) ? breadcrumb.timestamp : undefined;
  if (timestamp === undefined) return Number.MIN_SAFE_INTEGER;
  return numberOf(TIMESTAMP.read(timestamp, new Cursor(new EventDocument({})))) ?? Number.MIN_SAFE_INTEGER;
}
