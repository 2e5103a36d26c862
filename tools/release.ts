/**
 * `npm run release -- VERSION`: moves the fragments of changes/ into CHANGELOG.md under this version and writes the
 * version into package.json. Commits nothing: look at it first.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const KINDS = ["feature", "change", "fix", "performance", "security"] as const;
const TITLES: Readonly<Record<string, string>> = {
  feature: "New",
  change: "Changed",
  fix: "Fixed",
  performance: "Faster or smaller",
  security: "Security",
};

const [version = ""] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version)) {
  console.error("usage: npm run release -- 1.2.3");
  process.exit(2);
}

const fragments = readdirSync("changes").filter((file) => file !== "README.md" && file.endsWith(".md"));
const sections = KINDS.flatMap((kind) => {
  const entries = fragments.filter((file) => file.endsWith(`.${kind}.md`)).toSorted();
  if (entries.length === 0) return [];
  const texts = entries.map(
    (file) => `- ${readFileSync(`changes/${file}`, "utf8").trim().replaceAll("\n", "\n  ")}`,
  );
  return [`### ${TITLES[kind]}\n\n${texts.join("\n")}\n`];
});
if (sections.length === 0) {
  console.error("changes/ holds no fragment: there is nothing to release");
  process.exit(1);
}

const changelog = readFileSync("CHANGELOG.md", "utf8");
const at = changelog.search(/^## /m);
const [before, after] =
  at === -1 ? [`${changelog}\n`, ""] : [changelog.slice(0, at), `\n${changelog.slice(at)}`];
writeFileSync("CHANGELOG.md", `${before}## ${version}\n\n${sections.join("\n")}${after}`);
for (const file of fragments) rmSync(`changes/${file}`);

const manifest = readFileSync("package.json", "utf8");
writeFileSync("package.json", manifest.replace(/^( {2}"version": ")[^"]*/m, `$1${version}`));
console.log(`CHANGELOG.md has ${version}. Now: npm install --package-lock-only, look, commit, tag.`);
