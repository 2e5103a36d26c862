import { type ContainerContentType, isContainerType } from "../../../domain/protocol/content-type.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { elementSpans } from "../../../kernel/base/json-array.ts";
import { JsonObject, skipSpace } from "../../../kernel/base/json-object.ts";
import type { Managed } from "../../managed.ts";

const reader = new JsonObject(true);

/**
 * Whether an item is the container it says: of this type, and with as many elements as its header counts. What is in
 * the elements is looked at when they are expanded.
 */
export function checkContainer(item: Item, contentType: ContainerContentType): Rejection | undefined {
  const isSound = item.contentType === contentType && item.itemCount === elementCount(item.payload);
  return isSound && item.itemCount !== undefined ? undefined : invalid("invalid_json");
}

/** Lets go of containers in which there is nothing: there is nothing to tell of. */
export function dropEmpty(items: Managed<Item>): void {
  const isEmpty = (item: Item): boolean => isContainerType(item.contentType) && item.itemCount === 0;
  if (items.some(isEmpty)) items.take(isEmpty).forward();
}

/** Elements of the object's `items`; `undefined` when it is no such object. */
function elementCount(payload: Uint8Array): number | undefined {
  if (!reader.enter(payload, skipSpace(payload, 0))) return undefined;
  let count: number | undefined;
  while (reader.next()) {
    if (!reader.skip()) return undefined;
    if (reader.key() === "items")
      count = elementSpans(payload.subarray(reader.valueStart, reader.valueEnd))?.length;
  }
  if (reader.error !== undefined) return undefined;
  return skipSpace(payload, reader.end) === payload.length ? count : undefined;
}
