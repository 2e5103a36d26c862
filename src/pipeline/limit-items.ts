import type { Item } from "../domain/protocol/item.ts";
import { itemQuantities } from "../domain/protocol/item-quantities.ts";
import { by, type Rejection, rateLimited, silently } from "../domain/protocol/rejection.ts";
import { type CheckCategory, checkEnvelopeLimits } from "../domain/quota/envelope-limits.ts";
import type { RateLimit } from "../domain/quota/rate-limit.ts";
import type { Managed } from "./managed.ts";

export interface LimitedItems {
  /** What the sender is to be told of; may hold limits that removed nothing. */
  readonly told: readonly RateLimit[];
  /** What was taken out, and why. */
  readonly refused: ReadonlyMap<Item, Rejection>;
}

const NONE: ReadonlyMap<Item, Rejection> = new Map();

/** Takes out of an envelope's items what known limits refuse. */
export function limitItems(items: Managed<Item>, check: CheckCategory): LimitedItems {
  const { rejections, told } = checkEnvelopeLimits(items.values(), itemQuantities, check);
  if (rejections.length === 0) return { told, refused: NONE };
  const kept = new Map<Item, Rejection>();
  const refused = new Map<Item, Rejection>();
  for (const { item, limit, quantities, isRemoved, isSilent } of rejections) {
    const rejection = isSilent ? silently(limitedBy(limit)) : limitedBy(limit);
    (isRemoved ? refused : kept).set(item, rejection);
    // A crash report counts as an event too, which its item alone does not say.
    const extra = quantities.slice(0, quantities.length - itemQuantities(item).length);
    if (extra.length > 0) items.ledger.rejectUncounted(rejection, extra);
  }
  items.rejectButKeep((item) => {
    const rejection = kept.get(item);
    if (rejection !== undefined) item.rateLimited = true;
    return rejection;
  });
  items.retain((item) => refused.get(item));
  return { told, refused };
}

/** The outcome that a limit has, with the limit for whoever asks why. */
export function limitedBy(limit: RateLimit): Rejection {
  return by(`limit/${limit.scope.kind}`, rateLimited(limit.reasonCode));
}
