import { ipFamily } from "../../kernel/base/ip-address.ts";
import { isJsonObject, type JsonObject } from "../../kernel/base/json/value.ts";
import type { EventDocument } from "../event/document.ts";
import type { MetaNode } from "../event/meta.ts";
import { EVENT } from "../event/schema/event.ts";
import type { StructType } from "../event/schema/format.ts";
import { walkStruct } from "../event/walk.ts";
import type { Scrubber } from "./scrubber.ts";

/** Carries one config out on a checked event, or on something of much the same shape. */
export function scrubEvent(document: EventDocument, scrubber: Scrubber, type: StructType = EVENT): void {
  const { user } = document.root;
  const hadAddress = isJsonObject(user) && isAddress(user);
  const visitor = scrubber.visitor(document.meta.children.size > 0);
  walkStruct(type, document.root, document.meta, visitor);
  if (hadAddress && isJsonObject(document.root.user))
    moveAddress(document.root.user, document.meta.ensure("user"));
}

/** What an address has become is no address, but it still tells users apart: it is their id when they have no other. */
function moveAddress(user: JsonObject, meta: MetaNode): void {
  const { ip_address: address, id, username, email } = user;
  if (typeof address !== "string" || isAddress(user)) return;
  if (isThere(id) || isThere(username) || isThere(email)) return;
  user.id = address;
  user.ip_address = null;
  const moved = meta.ensure("ip_address");
  meta.children.set("id", moved);
  meta.children.delete("ip_address");
  meta.ensure("ip_address").addRemark(["pii:ip_address", "x"]);
}

function isAddress({ ip_address: address }: JsonObject): boolean {
  return typeof address === "string" && (address === "{{auto}}" || ipFamily(address) !== 0);
}

/** An empty text is there: a rule may have made it so. */
function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}
