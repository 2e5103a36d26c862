import { EVENT_VIEW } from "../../../domain/event/event-filterable.ts";
import { checkSamples } from "../../../domain/profiles/check-samples.ts";
import { readProfile } from "../../../domain/profiles/profile-metadata.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { itemQuantities } from "../../../domain/protocol/item-quantities.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { clientIp } from "../../../domain/protocol/request-meta.ts";
import type { Managed } from "../../managed.ts";
import type { ProcessPorts, StepContext } from "../context.ts";
import { filter } from "../shared/filters.ts";

/**
 * Reads profiles, and drops those that are none, are filtered, or are of no use to their transaction. From here on each
 * counts as one of its platform too.
 * @param isAlone its transaction is not here: it is taken as it is
 */
export function checkProfiles(items: Managed<Item>, isAlone: boolean, ctx: StepContext): void {
  const dropped = new Map<Item, Rejection>();
  items.retain((item) => {
    if (item.type !== "profile") return undefined;
    const profile = readProfile(item.payload);
    if (typeof profile === "string") return invalid(profile);
    item.setHeader("platform", profile.platform);
    if (isAlone || !profile.isSampled) return undefined;
    const reason = checkSamples(profile);
    const subject = { root: profile.root, clientIp: clientIp(ctx.headers.meta) };
    const rejection = filter(subject, EVENT_VIEW, ctx) ?? (reason && invalid(reason));
    if (rejection !== undefined) dropped.set(item, rejection);
    return undefined;
  });
  items.recount(itemQuantities);
  items.retain((item) => dropped.get(item));
}

/** Drops profiles where a limit of what is indexed lets none through. */
export function limitProfiles(items: Managed<Item>, ports: ProcessPorts): void {
  const refusal = ports.quotas.refusal("profile_indexed");
  if (refusal !== undefined) items.retain(({ type }) => (type === "profile" ? refusal : undefined));
}
