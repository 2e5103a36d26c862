/** What one report of `bun test --reporter=junit` says. */
export interface JunitReport {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  readonly failures: readonly string[];
  /** The files that ran. A file that could not be loaded is in no report. */
  readonly files: ReadonlySet<string>;
}

/** Reads a report. Returns `undefined` for text that is no whole report, as when its writer was killed. */
export function parseJunit(xml: string): JunitReport | undefined {
  if (!xml.includes("<testsuites") || !xml.trimEnd().endsWith("</testsuites>")) return undefined;
  const skipped: string[] = [];
  const failures: string[] = [];
  const files = new Set<string>();
  let passed = 0;
  for (const [, head = "", selfClosed, body = ""] of xml.matchAll(
    /<testcase\b((?:[^>"]|"[^"]*")*?)(?:(\/)>|>([\s\S]*?)<\/testcase>)/g,
  )) {
    const file = attribute(head, "file");
    files.add(file);
    const name = [attribute(head, "classname"), attribute(head, "name")].filter(Boolean).join(" > ");
    if (selfClosed === undefined && /<(failure|error)\b/.test(body)) failures.push(`${file}: ${name}`);
    else if (selfClosed === undefined && /<skipped\b/.test(body)) skipped.push(`${file}: ${name}`);
    else passed += 1;
  }
  return { passed, failed: failures.length, skipped, failures, files };
}

function attribute(head: string, name: string): string {
  return unescapeXml(head.match(new RegExp(`\\b${name}="([^"]*)"`))?.[1] ?? "");
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
    code === undefined ? (ENTITIES[name ?? ""] ?? whole) : String.fromCodePoint(Number(code)),
  );
}
