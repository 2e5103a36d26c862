import type { DataCategory } from "../../domain/protocol/data-category.ts";
import type { Item } from "../../domain/protocol/item.ts";
import { type Rejection, silently } from "../../domain/protocol/rejection.ts";
import type { CheckCategory } from "../../domain/quota/envelope-limits.ts";
import { limitedBy, limitItems } from "../limit-items.ts";
import type { Managed } from "../managed.ts";
import type { Quotas } from "./context.ts";

/** Enforces limits that are known already: learnt from the upstream, or quotas of 0. Counts nothing, asks nobody. */
export class KnownLimits implements Quotas {
  readonly #check: CheckCategory | undefined;

  /** @param check `undefined`: nothing is limited */
  constructor(check: CheckCategory | undefined) {
    this.#check = check;
  }

  enforce(items: Managed<Item>): void {
    if (this.#check !== undefined && !items.isEmpty) limitItems(items, this.#check);
  }

  refusal(category: DataCategory): Rejection | undefined {
    const [limit] = this.#check?.(category) ?? [];
    return limit && limitedBy(limit);
  }

  enforceSilently<T>(things: Managed<T>, category: "session"): void {
    const refusal = this.refusal(category);
    if (refusal !== undefined) things.rejectAll(silently(refusal));
  }
}
