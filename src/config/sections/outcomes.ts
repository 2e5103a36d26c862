import { emitOutcomes, text } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const outcomes = section("outcomes", "Telling upstream what was dropped and why.", () => ({
  emitOutcomes: emitOutcomes("emit_outcomes", {
    default: "as_client_reports",
    doc: "`as_client_reports`; `true`: as metrics (internal relays only); `false`: not at all. While processing: to Kafka.",
  }),
  source: text("source", { default: null, nullable: true, doc: "Tag `source` of the outcomes." }),
}));
