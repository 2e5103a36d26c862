import { cancel, confirm, isCancel, select, text } from "@clack/prompts";

/** Questions to whoever sits at the terminal. */
export interface Prompts {
  select<T extends string>(
    question: string,
    options: readonly { readonly value: T; readonly label: string }[],
  ): Promise<T>;
  /** Asks again until `check` finds nothing wrong. */
  text(
    question: string,
    options: { readonly fallback?: string; readonly check: (answer: string) => string | undefined },
  ): Promise<string>;
  confirm(question: string): Promise<boolean>;
}

/** The user turned away (Ctrl-C, Escape). */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

/** Asks on the terminal. Costly to load: imported only where somebody is asked. */
export function terminalPrompts(): Prompts {
  return {
    select: async (question, options) => {
      // clack's type for options does not see that a plain string needs nothing else.
      const choices = options.map(({ value, label }) => ({ value, label })) as never;
      return given(await select({ message: question, options: choices }));
    },
    text: async (question, { fallback, check }) =>
      given(
        await text({
          message: question,
          ...(fallback === undefined ? {} : { placeholder: fallback, defaultValue: fallback }),
          validate: (answer) => {
            const problem = check(answer === undefined || answer === "" ? (fallback ?? "") : answer);
            return problem === undefined ? undefined : `invalid input: ${problem}`;
          },
        }),
      ),
    confirm: async (question) => given(await confirm({ message: question })),
  };
}

function given<T>(answer: T): Exclude<T, symbol> {
  if (!isCancel(answer)) return answer as Exclude<T, symbol>;
  cancel("Cancelled.");
  throw new Cancelled();
}
