import type { Attributed } from "../../../domain/filters/attribute-views.ts";
import type { ContainerContentType } from "../../../domain/protocol/content-type.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { clientIp } from "../../../domain/protocol/request-meta.ts";
import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { jsonText, parseJson } from "../../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import type { Managed } from "../../managed.ts";
import type { StepContext } from "../context.ts";

/** A container that was opened, to be closed again around what is left of it. */
interface Container {
  readonly item: Item;
  readonly root: JsonObject;
  readonly size: number;
}

/** One thing out of a container. */
export interface Element extends Attributed {
  readonly container: Container;
}

/** What the container says may be inferred of what is in it. */
interface Inference {
  readonly ip: boolean;
  readonly userAgent: boolean;
}

const NOTHING: Inference = { ip: false, userAgent: false };

/**
 * Opens a container: an object with a list of objects, as many as its header counts.
 * @param unversioned what may be inferred of the things in one that does not say
 */
export function openContainer(
  item: Item,
  contentType: ContainerContentType,
  unversioned: Inference,
  ctx: StepContext,
): readonly Element[] | Rejection {
  if (item.contentType !== contentType) return invalid("invalid_json");
  const parsed = parseJson(item.payload);
  if (!parsed.ok || !isJsonObject(parsed.value)) return invalid("invalid_json");
  const { items } = parsed.value;
  if (!Array.isArray(items) || items.length !== item.itemCount || !items.every(isJsonObject))
    return invalid("invalid_json");
  const container: Container = { item, root: parsed.value, size: items.length };
  const { meta } = ctx.headers;
  const address = clientIp(meta);
  const infers = inferenceOf(parsed.value, unversioned);
  const inferred = {
    ip: infers.ip ? address : undefined,
    userAgent: infers.userAgent ? meta.userAgent : undefined,
  };
  return items.map((value) => ({ container, value, clientIp: address, inferred }));
}

/** Puts what is left back into its container. One that lost nothing, in which all kept its place, keeps its bytes. */
export function closeContainer(elements: Managed<Element>): Managed<Item> {
  return elements.merge((left) => {
    const { item, root, size } = (left[0] as Element).container;
    if (left.length === size && left.every(({ value }, at) => (root.items as unknown[])[at] === value))
      return item;
    item.setPayload(utf8Bytes(jsonText({ ...root, items: left.map(({ value }) => value) })));
    item.setHeader("item_count", left.length);
    return item;
  });
}

function inferenceOf(root: JsonObject, unversioned: Inference): Inference {
  const version = root.version === undefined ? 1 : numberOf(root.version);
  if (version === 1) return unversioned;
  const settings = root.ingest_settings;
  if (version !== 2 || !isJsonObject(settings)) return NOTHING;
  return { ip: settings.infer_ip === "auto", userAgent: settings.infer_user_agent === "auto" };
}

/** Bytes that attributes and other values count as, whatever they take as JSON. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "boolean") return 1;
  if (numberOf(value) !== undefined) return 8;
  return Array.isArray(value) ? value.reduce<number>((sum, each) => sum + sizeOf(each), 0) : 0;
}

/** What the attributes of a thing count as: their names and their values. */
export function attributesSize({ attributes }: JsonObject): number {
  if (!isJsonObject(attributes)) return 0;
  let sum = 0;
  for (const [key, attribute] of Object.entries(attributes))
    sum += Buffer.byteLength(key) + sizeOf(isJsonObject(attribute) ? attribute.value : undefined);
  return sum;
}

/** What an internal relay measured before it changed anything; else `measured`, at least 1. */
export function byteSize(value: JsonObject, measured: number, { headers }: StepContext): number {
  const header = value.__header;
  const said =
    headers.meta.fromInternalRelay && isJsonObject(header) ? numberOf(header.byte_size) : undefined;
  return Math.max(said ?? measured, 1);
}
