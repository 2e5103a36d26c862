/** What a command is made of: a table from which parsing, help and completions follow. */

/** An option with a value, as `--port <PORT>`. */
export interface ValueFlag {
  readonly kind: "value";
  readonly long: string;
  readonly short?: string;
  /** The value's name in help; the long name with underscores when absent. */
  readonly valueName?: string;
  readonly doc: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  /** Why the text is no value of this option. */
  readonly check?: (text: string) => string | undefined;
  /** The environment variable that gives the value where the option is absent. */
  readonly env?: string;
  /** Long name of an option that must not be given together with this one. */
  readonly conflicts?: string;
  /** Long name of an option that must be given together with this one. */
  readonly requires?: string;
  readonly completes?: "folder" | "file";
}

/** An option that is there or not. */
export interface SwitchFlag {
  readonly kind: "switch";
  readonly long: string;
  readonly short?: string;
  readonly doc: string;
  readonly conflicts?: string;
}

export type Flag = ValueFlag | SwitchFlag;
export type FlagTable = Readonly<Record<string, Flag>>;

/** What a handler gets: a text or nothing for values, a boolean for switches. */
export type FlagValues<F extends FlagTable> = {
  readonly [K in keyof F]: F[K] extends SwitchFlag
    ? boolean
    : F[K] extends { readonly default: string }
      ? string
      : string | undefined;
};

/** Arguments without a dash. */
export interface Positionals {
  readonly name: string;
  readonly doc: string;
  readonly required: boolean;
  /** Everything up to the end of the line, dashes and all. */
  readonly many?: true;
}

export interface Command {
  readonly name: string;
  readonly about: string;
  /** Below the options in help. */
  readonly details?: string;
  readonly flags: FlagTable;
  readonly positionals?: Positionals;
  readonly run: (call: Call) => Promise<number> | number;
}

/** Commands under one word, as `config show` and `config check`. */
export interface Group {
  readonly name: string;
  readonly about: string;
  readonly details?: string;
  readonly commands: readonly Node[];
}

export type Node = Command | Group;

/** A call of a command, checked against its table. */
export interface Call {
  readonly command: Command;
  /** By the keys of the command's table. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly global: GlobalValues;
  readonly arguments: readonly string[];
}

export function isGroup(node: Node): node is Group {
  return "commands" in node;
}

/** Options that every command takes, before or behind its name. */
export const GLOBAL_FLAGS = {
  config: {
    kind: "value",
    long: "config",
    short: "c",
    doc: "The path to the config folder.",
    completes: "folder",
  },
  logLevel: {
    kind: "value",
    long: "log-level",
    doc: "The relay log level",
    choices: ["info", "warn", "error", "debug", "trace"],
  },
  logFormat: {
    kind: "value",
    long: "log-format",
    doc: "The relay log format",
    choices: ["auto", "pretty", "simplified", "json"],
  },
} as const satisfies FlagTable;
export type GlobalValues = FlagValues<typeof GLOBAL_FLAGS>;

interface CommandSpec<F extends FlagTable> {
  readonly name: string;
  readonly about: string;
  readonly details?: string;
  readonly flags: F;
  readonly positionals?: Positionals;
  readonly run: (call: {
    readonly flags: FlagValues<F>;
    readonly global: GlobalValues;
    readonly arguments: readonly string[];
  }) => Promise<number> | number;
}

/** Makes a command whose handler gets its flags typed by its table. */
export function command<const F extends FlagTable>(spec: CommandSpec<F>): Command {
  return spec as unknown as Command;
}

/** `--port <PORT>` or `--stdout`, as messages name it. */
export function flagText(flag: Flag): string {
  return flag.kind === "switch" ? `--${flag.long}` : `--${flag.long} <${valueNameOf(flag)}>`;
}

export function valueNameOf(flag: ValueFlag): string {
  return flag.valueName ?? flag.long.replaceAll("-", "_");
}
