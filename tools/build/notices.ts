import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type LockEntry, runtimePackages } from "../tidy/licences.ts";

/** Written by the build, put into the executable, beside it, and into image and layers. */
export const NOTICES_FILE = "dist/THIRD-PARTY-NOTICES.txt";

const RULE = "=".repeat(100);

/** Packages that are no code of ours at run time, but whose data is compiled in. */
const DATA_PACKAGES: Readonly<Record<string, string>> = {
  "uap-core": "regular expressions that recognise user agents",
  "@sentry/conventions": "names and rules of attributes",
};

/** Data inside of a package, under a licence of its own. */
const EMBEDDED_DATA: ReadonlyArray<{
  readonly inside: string;
  readonly name: string;
  readonly licence: string;
  readonly text: string;
}> = [
  {
    inside: "tldts-icann",
    name: "Public Suffix List (publicsuffix.org), as compiled by tldts-icann",
    licence: "MPL-2.0",
    text: "The list's source form is public at https://publicsuffix.org/list/public_suffix_list.dat. Licence: see MPL-2.0 below.",
  },
];

/** What the executable contains besides Baton, and the licences of it, as one text. */
export function thirdPartyNotices(): string {
  const lock = readFileSync("package-lock.json", "utf8");
  const { packages } = JSON.parse(lock) as { packages: Readonly<Record<string, LockEntry>> };
  const code = runtimePackages(lock).filter(([path]) => existsSync(path));
  const data = Object.entries(packages).filter(
    ([path]) => packageName(path) in DATA_PACKAGES && existsSync(path),
  );
  const names = new Set([...code, ...data].map(([path]) => packageName(path)));
  const embedded = EMBEDDED_DATA.filter(({ inside }) => names.has(inside));
  const sections = [
    section("Bun, the runtime, with JavaScriptCore and the libraries linked into it", bunNotice()),
    ...dedupe([...code, ...data]).map(([path, entry]) => packageSection(path, entry)),
    ...embedded.map(({ name, licence, text }) => section(`${name} (${licence})`, text)),
    ...licenceTexts(["LGPL-2.0", "LGPL-2.1", ...embedded.map(({ licence }) => licence)]),
  ];
  const head =
    "Baton is licensed under Apache-2.0. Its executable also contains what is listed here, under these licences.";
  return `${[head, ...sections].join("\n\n")}\n`;
}

function packageSection(path: string, entry: LockEntry): string {
  const name = packageName(path);
  const purpose = DATA_PACKAGES[name] === undefined ? "" : `, data: ${DATA_PACKAGES[name]}`;
  return section(
    `${name} ${entry.version} (${entry.license ?? "no licence stated"})${purpose}`,
    licenceOf(path),
  );
}

/** Some packages ship no licence file; their manifest names the licence and the author. */
function licenceOf(path: string): string {
  const files = readdirSync(path).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length > 0)
    return files.map((file) => readFileSync(`${path}/${file}`, "utf8").trim()).join("\n\n");
  const manifest = JSON.parse(readFileSync(`${path}/package.json`, "utf8")) as {
    author?: string | { name?: string };
    license?: string;
  };
  const author = typeof manifest.author === "object" ? manifest.author.name : manifest.author;
  return `Licensed under ${manifest.license ?? "the licence above"}${author ? `, by ${author}` : ""}.`;
}

/** Bun's own account of its licences, from its documentation of the pinned version. */
function bunNotice(): string {
  const text = readFileSync("node_modules/bun-types/docs/project/license.mdx", "utf8");
  return text.replace(/^---[\s\S]*?---\s*/, "").trim();
}

function licenceTexts(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) =>
    section(name, readFileSync(`docs/licences/${name}.txt`, "utf8").trim()),
  );
}

function section(title: string, text: string): string {
  return `${RULE}\n${title}\n${RULE}\n\n${text}`;
}

function dedupe(entries: ReadonlyArray<readonly [string, LockEntry]>): Array<readonly [string, LockEntry]> {
  const seen = new Map(entries.map((entry) => [`${packageName(entry[0])}@${entry[1].version}`, entry]));
  return [...seen.values()].toSorted(([a], [b]) => packageName(a).localeCompare(packageName(b)));
}

function packageName(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}
