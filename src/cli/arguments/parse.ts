/** From words to a call. Texts and rules are the reference's, compared in test/differential/cli.test.ts. */
import { err, ok, type Result } from "../../kernel/base/result.ts";
import {
  type Call,
  type Command,
  type Flag,
  type FlagTable,
  flagText,
  GLOBAL_FLAGS,
  type GlobalValues,
  type Group,
  isGroup,
  type Node,
} from "./command.ts";
import { similar } from "./similar.ts";
import { type Level, pathText, usageOf } from "./usage.ts";

/** What the words ask for. */
export type Request =
  | { readonly ask: "call"; readonly call: Call }
  | { readonly ask: "help"; readonly level: Level }
  | { readonly ask: "version" };

interface Parsing {
  readonly words: readonly string[];
  at: number;
  readonly global: Map<string, string | boolean>;
}

/** Reads the words behind the program's name. The error is the text for standard error; exit code 2. */
export function parseArguments(
  root: Group,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Result<Request, string> {
  return parseGroup({ path: [root.name], node: root }, { words, at: 0, global: new Map() }, env);
}

type Env = Readonly<Record<string, string | undefined>>;

function parseGroup(level: Level, parsing: Parsing, env: Env): Result<Request, string> {
  const group = level.node as Group;
  const seen = new Map<string, string | boolean>();
  while (parsing.at < parsing.words.length) {
    const word = parsing.words[parsing.at] ?? "";
    if (word.startsWith("-") && word !== "-") {
      const step = takeFlag(level, parsing, {}, seen, new Map());
      if (!step.ok || step.value !== undefined) return step as Result<Request, string>;
      continue;
    }
    for (const [key, value] of seen) parsing.global.set(key, value);
    const node = group.commands.find((candidate) => candidate.name === word);
    if (node === undefined) return err(unknownCommand(level, word));
    parsing.at++;
    return parseNode({ path: [...level.path, node.name], node }, parsing, env);
  }
  const names = group.commands.map(({ name }) => name).join(", ");
  const lack = `'${pathText(level)}' requires a subcommand but one was not provided\n  [subcommands: ${names}]`;
  return err(usageError(lack, usageOf(level)));
}

function parseNode(level: Level, parsing: Parsing, env: Env): Result<Request, string> {
  return isGroup(level.node)
    ? parseGroup(level, parsing, env)
    : parseCommand(level, level.node, parsing, env);
}

function parseCommand(level: Level, command: Command, parsing: Parsing, env: Env): Result<Request, string> {
  const own = new Map<string, string | boolean>();
  const global = new Map<string, string | boolean>();
  const positionals: string[] = [];
  let onlyPositionals = false;
  while (parsing.at < parsing.words.length) {
    const word = parsing.words[parsing.at] ?? "";
    if (word === "--" && !onlyPositionals) {
      onlyPositionals = true;
      parsing.at++;
    } else if (!onlyPositionals && word.startsWith("-") && word !== "-") {
      const step = takeFlag(level, parsing, command.flags, global, own);
      if (!step.ok || step.value !== undefined) return step as Result<Request, string>;
    } else {
      const limit = command.positionals === undefined ? 0 : command.positionals.many ? Infinity : 1;
      if (positionals.length >= limit)
        return err(usageError(`unexpected argument '${word}' found`, usageOf(level)));
      positionals.push(word);
      parsing.at++;
      if (command.positionals?.many) onlyPositionals = true;
    }
  }
  for (const [key, value] of global) parsing.global.set(key, value);
  return finish(level, command, { own, global: parsing.global, positionals }, env);
}

interface Given {
  readonly own: ReadonlyMap<string, string | boolean>;
  readonly global: ReadonlyMap<string, string | boolean>;
  readonly positionals: readonly string[];
}

/** Checks what belongs together, then fills in defaults. */
function finish(level: Level, command: Command, given: Given, env: Env): Result<Request, string> {
  const entries = Object.entries(command.flags);
  for (const [key, flag] of entries) {
    if (!given.own.has(key)) continue;
    const other = (long: string | undefined) => entries.find(([, candidate]) => candidate.long === long);
    const conflict = other(flag.conflicts);
    if (conflict !== undefined && given.own.has(conflict[0])) {
      const text = `the argument '${flagText(flag)}' cannot be used with '${flagText(conflict[1])}'`;
      return err(usageError(text, `${pathText(level)} ${flagText(flag)}`));
    }
    const needed = other(flag.kind === "value" ? flag.requires : undefined);
    if (needed !== undefined && !given.own.has(needed[0])) {
      const text = `the following required arguments were not provided:\n  ${flagText(needed[1])}`;
      return err(usageError(text, `${pathText(level)} ${flagText(flag)} ${flagText(needed[1])}`));
    }
  }
  const { positionals } = command;
  if (positionals?.required && given.positionals.length === 0) {
    const text = `the following required arguments were not provided:\n  <${positionals.name}>`;
    return err(usageError(text, usageOf(level)));
  }
  const flags = valuesOf(command.flags, given.own, env);
  const global = valuesOf(GLOBAL_FLAGS, given.global, env) as unknown as GlobalValues;
  return ok({ ask: "call", call: { command, flags, global, arguments: given.positionals } });
}

function valuesOf(
  table: FlagTable,
  given: ReadonlyMap<string, string | boolean>,
  env: Env,
): Readonly<Record<string, string | boolean | undefined>> {
  const values = Object.entries(table).map(([key, flag]) => {
    if (flag.kind === "switch") return [key, given.has(key)] as const;
    const fromEnv = flag.env === undefined ? undefined : env[flag.env];
    return [key, given.get(key) ?? fromEnv ?? flag.default] as const;
  });
  return Object.fromEntries(values);
}

/** Takes one flag with its value. A request (help, version) ends the parsing. */
function takeFlag(
  level: Level,
  parsing: Parsing,
  table: FlagTable,
  global: Map<string, string | boolean>,
  own: Map<string, string | boolean>,
): Result<Request | undefined, string> {
  const word = parsing.words[parsing.at++] ?? "";
  const { name, value: attached, rest } = split(word);
  if (name === "--help" || name === "-h") return ok({ ask: "help", level });
  if (name === "--version" || name === "-V") return ok({ ask: "version" });
  const found = find(table, name) ?? find(GLOBAL_FLAGS, name);
  if (found === undefined) return err(unknownFlag(level, table, name));
  const [key, flag] = found;
  const into = table[key] === flag ? own : global;
  if (into.has(key)) {
    return err(usageError(`the argument '${flagText(flag)}' cannot be used multiple times`, usageOf(level)));
  }
  if (flag.kind === "switch") {
    if (attached !== undefined && rest === undefined) {
      const text = `unexpected value '${attached}' for '--${flag.long}' found; no more were expected`;
      return err(usageError(text, `${pathText(level)} ${flagText(flag)}`));
    }
    into.set(key, true);
    if (rest !== undefined)
      (parsing as { words: readonly string[] }).words = parsing.words.toSpliced(parsing.at, 0, `-${rest}`);
    return ok(undefined);
  }
  const next = parsing.words[parsing.at];
  const value = attached ?? (next === undefined || (next.startsWith("-") && next !== "-") ? undefined : next);
  const choices = flag.choices === undefined ? "" : `\n  [possible values: ${flag.choices.join(", ")}]`;
  if (value === undefined) {
    return err(plainError(`a value is required for '${flagText(flag)}' but none was supplied${choices}`));
  }
  if (attached === undefined) parsing.at++;
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    return err(plainError(`invalid value '${value}' for '${flagText(flag)}'${choices}`));
  }
  const problem = flag.check?.(value);
  if (problem !== undefined)
    return err(plainError(`invalid value '${value}' for '${flagText(flag)}': ${problem}`));
  into.set(key, value);
  return ok(undefined);
}

/** `--name=value`, `-nvalue`, `-n=value`; `rest` is what follows a short name, perhaps further short names. */
function split(word: string): { readonly name: string; readonly value?: string; readonly rest?: string } {
  if (word.startsWith("--")) {
    const cut = word.indexOf("=");
    return cut < 0 ? { name: word } : { name: word.slice(0, cut), value: word.slice(cut + 1) };
  }
  if (word.length <= 2) return { name: word };
  const rest = word.slice(2);
  return rest.startsWith("=")
    ? { name: word.slice(0, 2), value: rest.slice(1) }
    : { name: word.slice(0, 2), value: rest, rest };
}

function find(table: FlagTable, name: string): [string, Flag] | undefined {
  return Object.entries(table).find(([, flag]) => name === `--${flag.long}` || name === `-${flag.short}`);
}

function unknownCommand(level: Level, word: string): string {
  const names = (level.node as Group).commands.map((node: Node) => node.name);
  const meant = similar(word, names);
  const tip = meant === undefined ? "" : `\n\n  tip: a similar subcommand exists: '${meant}'`;
  return usageError(`unrecognized subcommand '${word}'${tip}`, usageOf(level));
}

function unknownFlag(level: Level, table: FlagTable, name: string): string {
  const known: readonly Flag[] = [...Object.values(table), ...Object.values(GLOBAL_FLAGS)];
  const meant = name.startsWith("--")
    ? similar(
        name.slice(2),
        known.map((flag) => flag.long),
      )
    : undefined;
  const flag = known.find((candidate) => candidate.long === meant);
  if (flag === undefined) return usageError(`unexpected argument '${name}' found`, usageOf(level));
  const tip = `unexpected argument '${name}' found\n\n  tip: a similar argument exists: '--${flag.long}'`;
  return usageError(tip, `${pathText(level)} ${flagText(flag)}`);
}

function usageError(text: string, usage: string): string {
  return `error: ${text}\n\nUsage: ${usage}\n\nFor more information, try '--help'.`;
}

function plainError(text: string): string {
  return `error: ${text}\n\nFor more information, try '--help'.`;
}
