/** `npm run gen`: writes all generated files again. `npm run gen -- NAME` runs one generator of tools/gen/. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { loadGenerators } from "./lib/generator.ts";

const wanted = process.argv.slice(2);
const all = await loadGenerators();
const unknown = wanted.filter((name) => !all.some((generator) => generator.name === name));
if (unknown.length > 0) {
  console.error(
    `no such generator: ${unknown.join(", ")}. There are: ${all.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

for (const { name, generate } of all.filter((each) => wanted.length === 0 || wanted.includes(each.name))) {
  for (const [file, text] of Object.entries(await generate())) {
    if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    console.log(`${name}: wrote ${file}`);
  }
}
