import { resolve } from "node:path";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { ReadText } from "./files.ts";
import { scalarOf } from "./scalar.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where `${NAME}` and `${file:PATH}` are looked up. */
export interface InterpolationContext {
  readonly env: Environment;
  /** Base of relative paths. */
  readonly folder: string;
  readonly readText: ReadText;
}

const VARIABLE = /^\$\{([^}]+)\}$/;

/**
 * Replaces a text that is nothing but `${NAME}` or `${file:PATH}` by what it stands for, typed as YAML would type it;
 * any other text is returned as it is.
 */
export function interpolate(text: string, context: InterpolationContext): Result<unknown, string> {
  const name = VARIABLE.exec(text)?.[1];
  if (name === undefined) return ok(text);
  if (name.startsWith("file:")) {
    const path = resolve(context.folder, name.slice("file:".length));
    const content = context.readText(path);
    if (content.ok) return ok(scalarOf(content.value));
    return err(`failed to read file \`${path}\` from variable \`${text}\`: ${content.error.text}`);
  }
  const value = context.env[name];
  return value === undefined ? err(`got variable \`${text}\`, but it does not exist`) : ok(scalarOf(value));
}
