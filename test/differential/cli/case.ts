import type { Step } from "./program.ts";

export interface CliCase {
  readonly name: string;
  readonly steps: readonly Step[];
  /** Besides an empty `conf/config.yml`. */
  readonly files?: Readonly<Record<string, string>>;
}

export const SECRET = "RDvtA8RXQGuGbmvlJQFA0DtbLRev8HlhVzfXNcI1rKY";
export const PUBLIC = "RB9ysxcAyexaQiTCoY-f_ruLXiuYkwC5zlFKr5PcUy0";
export const ID = "271758da-3c03-4426-8063-2aa8e02aeb60";
export const STORED = JSON.stringify({ secret_key: SECRET, public_key: PUBLIC, id: ID });

export function lines(name: string, ...calls: readonly string[]): CliCase {
  return { name, steps: calls.map((call) => ({ words: call === "" ? [] : call.split(" ") })) };
}

export function inEnv(
  name: string,
  env: Readonly<Record<string, string>>,
  call = "-c conf config show",
): CliCase {
  return { name, steps: [{ words: call.split(" "), env }] };
}
