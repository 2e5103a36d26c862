import { loadGenerators } from "../lib/generator.ts";
import type { Finding, Repo } from "./repo.ts";

/** Runs every generator and compares. */
export async function staleFiles(repo: Repo): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, generate } of await loadGenerators()) {
    for (const [file, text] of Object.entries(await generate())) {
      if (repo.has(file) && repo.text(file) === text) continue;
      findings.push({
        file,
        line: 0,
        message: `is not what tools/gen/${name}.ts writes: npm run gen -- ${name}`,
      });
    }
  }
  return findings;
}
