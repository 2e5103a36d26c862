import { type Finding, lineAt, type Repo } from "./repo.ts";

/** An actor's handlers: from `Handlers<…> = {` to the brace that closes it. */
const TABLE = /Handlers<[^=;{}]*>\s*(?:=|\()\s*(?:\(\s*)?\{/g;

/**
 * Handlers run to completion, so that state never changes under an `await`. Waiting work is piped back as a message.
 */
export function synchronousHandlers(repo: Repo): Finding[] {
  return repo.files
    .filter((file) => file.startsWith("src/") && file.endsWith(".actor.ts"))
    .flatMap((file) => {
      const names = repo.names(file);
      return [...names.matchAll(TABLE)].flatMap((match) => {
        const start = match.index + match[0].length;
        const body = names.slice(start, endOfBlock(names, start));
        return [...body.matchAll(/\basync\b/g)].map((found) => ({
          file,
          line: lineAt(names, start + found.index),
          message: "a handler is not async: start the work, and ctx.pipe its result back as a message",
        }));
      });
    });
}

/** Index of the brace that closes the block which starts before `from`. */
function endOfBlock(text: string, from: number): number {
  let depth = 1;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === "{") depth += 1;
    else if (text[index] === "}") depth -= 1;
    if (depth === 0) return index;
  }
  return text.length;
}
