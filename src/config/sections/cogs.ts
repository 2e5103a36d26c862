import { text, wholeNumber } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const cogs = section("cogs", "Cost accounting; accepted and not used.", () => ({
  maxQueueSize: wholeNumber("max_queue_size", { default: 10_000, doc: "Measurements waiting." }),
  relayResourceId: text("relay_resource_id", {
    default: "relay_service",
    doc: "Name under which costs are accounted.",
  }),
}));
