import { type Finding, findAll, type Repo } from "./repo.ts";

const PAGE = "ARCHITECTURE.md";
const PLACE = /`((?:src|test|tools|bench|ui|docs|examples)\/[^`\s*]*)`/g;

/** What the page names exists. */
export function goneFromTree(repo: Repo): Finding[] {
  return findAll(PAGE, repo.text(PAGE), PLACE, (match) => {
    const path = (match[1] ?? "").replace(/\/$/, "");
    const exists = repo.has(path) || repo.files.some((file) => file.startsWith(`${path}/`));
    return exists ? "" : `${path} is gone: take it out, or name its new place`;
  }).filter(({ message }) => message !== "");
}

/** The two upper levels of src are on the page: as itself, or with its parent where a folder holds one thing per name. */
export function missingFolders(repo: Repo): Finding[] {
  const named = new Set(
    [...repo.text(PAGE).matchAll(PLACE)].map((match) => (match[1] ?? "").replace(/\/$/, "")),
  );
  const folders = new Set(
    repo.files
      .filter((file) => file.startsWith("src/"))
      .flatMap((file) => {
        const [src = "", area = "", part = "", deeper] = file.split("/");
        const top = part === "" ? [] : [`${src}/${area}`];
        return deeper === undefined ? top : [...top, `${src}/${area}/${part}`];
      }),
  );
  const isCovered = (folder: string) =>
    named.has(folder) ||
    [...named].some((name) => name.startsWith(`${folder}/`)) ||
    LISTED_AS_ONE.test(folder);
  return [...folders]
    .filter((folder) => !isCovered(folder))
    .map((folder) => ({ file: PAGE, line: 0, message: `misses \`${folder}\`: add a line to the code map` }));
}

/** Folders with one subfolder per subject: the page describes the folder, the names speak for themselves. */
const LISTED_AS_ONE = /^src\/(?:services|domain|config|cli|app|lambda|devui)\/[^/]+$|\/internal$/;

/** Every actor stands in the table. */
export function missingActors(repo: Repo): Finding[] {
  const page = repo.text(PAGE);
  return repo.files
    .filter((file) => file.startsWith("src/") && file.endsWith(".actor.ts") && !page.includes(`\`${file}\``))
    .map((file) => ({ file, line: 0, message: `misses in the actor table of ${PAGE}` }));
}
