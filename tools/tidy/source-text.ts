/**
 * A TypeScript text seen as comments, strings and the rest. Not a parser: a regular expression literal that holds a
 * quote is read as the start of a string, which ends with its line at the latest, so a rule may miss something there
 * but never reports what is not in the text.
 */
const TOKEN = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/g;

export function blankComments(text: string): string {
  return text.replace(TOKEN, (token) => (token.startsWith("/") ? blank(token) : token));
}

/** Takes a text without comments. The substitutions of a template stay: they are code. */
export function blankStrings(code: string): string {
  return code.replace(TOKEN, (token) => (token.startsWith("`") ? blankTemplate(token) : blankInside(token)));
}

function blankTemplate(token: string): string {
  return token.replace(/(\$\{[^}]*\})|[^`\n]/g, (part, substitution: string | undefined) =>
    substitution === undefined ? " " : part,
  );
}

function blankInside(token: string): string {
  return token[0] + blank(token.slice(1, -1)) + token.at(-1);
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
