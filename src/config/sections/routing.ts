import { flag } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const routing = section("routing", "What is passed on without being understood.", () => ({
  acceptUnknownItems: flag("accept_unknown_items", {
    default: null,
    nullable: true,
    defaultText: "true unless processing",
    doc: "Forward envelope items of unknown type instead of dropping them.",
  }),
}));
