import { KNOWN_DIFFERENCES } from "../../test/differential/known-differences.ts";
import { type GeneratedFiles, table, withBlock } from "../lib/generator.ts";

const FILE = "docs/differences.md";

/** The differences that the differential tests accept, each said once however many cases it concerns. */
export function generate(): GeneratedFiles {
  const rows = new Map(KNOWN_DIFFERENCES.map(({ reference, baton }) => [reference, baton]));
  return { [FILE]: withBlock(FILE, "known-differences", table(["the reference", "Baton"], [...rows])) };
}
