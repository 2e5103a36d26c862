import { allNeeds } from "../../test/support/needs.ts";
import { type GeneratedFiles, table, withBlock } from "../lib/generator.ts";

const FILE = "docs/differences.md";

/** The reasons for which a test may be skipped. */
export function generate(): GeneratedFiles {
  const rows = allNeeds().map(({ need, what }) => [`\`${need}\``, `there is no ${what}`]);
  return { [FILE]: withBlock(FILE, "skips", table(["needs", "skipped where"], rows)) };
}
