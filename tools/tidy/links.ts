import { existsSync } from "node:fs";
import { posix } from "node:path";
import { type Finding, lineAt, type Repo } from "./repo.ts";

const LINK = /\[[^\]\n]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

/** Links between documents: the file exists, and so does the heading. Links into the web are not followed. */
export function deadLinks(repo: Repo): Finding[] {
  return repo.files.filter(isMarkdown).flatMap((file) => {
    const text = withoutCode(repo.text(file));
    return [...text.matchAll(LINK)].flatMap((match) => {
      const link = match[1] ?? "";
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
      const problem = problemOf(repo, file, link);
      return problem === undefined ? [] : [{ file, line: lineAt(text, match.index), message: problem }];
    });
  });
}

function problemOf(repo: Repo, file: string, link: string): string | undefined {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : posix.normalize(posix.join(posix.dirname(file), decodeURI(path)));
  if (!repo.has(target)) {
    return isFolder(repo, target) || existsSync(target) ? undefined : `dead link: ${link}`;
  }
  if (anchor === undefined || !isMarkdown(target)) return undefined;
  const known = headingsOf(repo.text(target));
  return known.has(anchor) ? undefined : `${target} has no heading #${anchor}`;
}

/** Heading anchors as code hosts make them. */
export function headingsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, , title = ""] of withoutFences(markdown).matchAll(/^(#{1,6})\s+(.+?)\s*$/gm)) {
    const slug = title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    let name = slug;
    for (let count = 1; anchors.has(name); count += 1) name = `${slug}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

function withoutFences(markdown: string): string {
  return markdown.replace(/^(```|~~~)[\s\S]*?^\1/gm, (block) => block.replace(/[^\n]/g, " "));
}

function withoutCode(markdown: string): string {
  return withoutFences(markdown).replace(/`[^`\n]*`/g, (span) => " ".repeat(span.length));
}

function isFolder(repo: Repo, path: string): boolean {
  const prefix = `${path.replace(/\/$/, "")}/`;
  return repo.files.some((file) => file.startsWith(prefix));
}

function isMarkdown(file: string): boolean {
  return file.endsWith(".md");
}
