import { ERROR_CODES } from "../lib/error-codes.ts";
import { type GeneratedFiles, table } from "../lib/generator.ts";

const HEAD = `# Error codes

A fault, that is a failure of the world around Baton, carries one of these codes in log lines, answers and metrics. A code keeps its
meaning for ever. Data that Baton refuses is no fault: it has an outcome instead. Generated from
\`tools/lib/error-codes.ts\`.

`;

export function generate(): GeneratedFiles {
  const rows = Object.entries(ERROR_CODES)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { source, means, remedy, retiredIn }]) => [
      `\`${code}\``,
      source,
      retiredIn === undefined ? means : `${means} Not used since ${retiredIn}.`,
      remedy,
    ]);
  return { "docs/errors.md": HEAD + table(["code", "from", "what happened", "what to do"], rows) };
}
