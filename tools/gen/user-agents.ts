import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { GeneratedFiles } from "../lib/generator.ts";

const SOURCE = "node_modules/uap-core/regexes.yaml";

type Entry = Readonly<Record<string, string | undefined>>;

/** What each kind of parser puts in the place of what its expression found, in order. */
const REPLACEMENTS = {
  user_agent_parsers: ["family_replacement", "v1_replacement", "v2_replacement", "v3_replacement"],
  os_parsers: ["os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement"],
  device_parsers: ["device_replacement", "brand_replacement", "model_replacement"],
} as const;

/** The expressions of uap-core that recognise user agents, as JSON in one string: it costs nothing until it is parsed. */
export function generate(): GeneratedFiles {
  const source = parse(readFileSync(SOURCE, "utf8")) as Readonly<Record<string, readonly Entry[]>>;
  const lists = Object.entries(REPLACEMENTS).map(([name, replacements]) =>
    (source[name] ?? []).map((entry) => {
      const values = replacements.map((key) => entry[key] ?? null);
      while (values.at(-1) === null) values.pop();
      return [entry.regex, entry.regex_flag ?? "", ...values];
    }),
  );
  const text = JSON.stringify(JSON.stringify(lists));
  return {
    "src/domain/user-agent/expressions.gen.ts": `/** Browsers, systems and devices, each a list of [expression, flags, ...replacements]. From uap-core (Apache-2.0). */\nexport const EXPRESSIONS_JSON: string =\n  ${text};\n`,
  };
}
