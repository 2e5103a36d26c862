import { root } from "../../src/config/config.ts";
import { Reading } from "../../src/config/options/read.ts";
import type { GeneratedFiles } from "../lib/generator.ts";

const HEAD = `/**
 * What each part of config.yml is when the file leaves it out, in the program's names and units. Generated from the options in
 * \`sections/\`, so that a start need not read them all.
 */
export const DEFAULTS: Readonly<Record<string, unknown>> = `;

export function generate(): GeneratedFiles {
  const values = Object.entries(root.fields).map(([name, field]) => [
    name,
    field.read(undefined, new Reading()),
  ]);
  const json = JSON.stringify(Object.fromEntries(values), null, 2);
  return { "src/config/defaults.gen.ts": `${HEAD}${json.replace(/^( *)"([a-zA-Z_]\w*)":/gm, "$1$2:")};\n` };
}
