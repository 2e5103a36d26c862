import { oneOf } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const normalization = section("normalization", "How much of an event is normalised.", () => ({
  level: oneOf("level", ["default", "full"], {
    default: "default",
    doc: "`full`: everything, also where no processing follows.",
  }),
}));
