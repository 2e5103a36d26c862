import manifest from "../../package.json";
import { openApi } from "../../src/devui/openapi.ts";
import type { GeneratedFiles } from "../lib/generator.ts";

/** The local API's description. */
export function generate(): GeneratedFiles {
  return { "docs/openapi.json": `${JSON.stringify(openApi(manifest.version), null, 2)}\n` };
}
