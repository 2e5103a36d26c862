import { readFileSync } from "node:fs";

/** Path → whole text. */
export type GeneratedFiles = Readonly<Record<string, string>>;

/**
 * A file `tools/gen/NAME.ts` that exports `generate` is a generator: `npm run gen` writes what it returns, and tidy
 * fails when the repository holds something else. It must be quick and give the same text on every machine.
 */
export interface GeneratorModule {
  readonly generate: () => GeneratedFiles | Promise<GeneratedFiles>;
}

export interface Generator extends GeneratorModule {
  readonly name: string;
}

export async function loadGenerators(): Promise<Generator[]> {
  const names = [...new Bun.Glob("*.ts").scanSync({ cwd: `${import.meta.dir}/../gen` })]
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .toSorted();
  return Promise.all(
    names.map(async (name) => {
      const { generate }: GeneratorModule = await import(`../gen/${name}.ts`);
      return { name, generate };
    }),
  );
}

/**
 * The text of `file` with the lines between `<!-- generated: NAME -->` and `<!-- end -->` replaced.
 * @throws Error when the file has no such block.
 */
export function withBlock(
  file: string,
  name: string,
  body: string,
  text = readFileSync(file, "utf8"),
): string {
  const open = `<!-- generated: ${name} -->\n`;
  const start = text.indexOf(open);
  const end = text.indexOf("<!-- end -->", start);
  if (start === -1 || end === -1) throw new Error(`${file} has no block "${open.trim()}" … "<!-- end -->"`);
  const separator = body === "" ? "" : "\n";
  return `${text.slice(0, start + open.length)}${separator}${body}${separator}${text.slice(end)}`;
}

/** A Markdown table; pipes inside cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |\n`;
  return `${line(head)}|${"---|".repeat(head.length)}\n${rows.map(line).join("")}`;
}
