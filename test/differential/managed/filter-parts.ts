import { type ManagedCase, type Part, single } from "./case.ts";
import { TRANSACTION } from "./parts.ts";

export type Json = Record<string, unknown>;

export const event = (more: Json = {}, type = "event"): Part => [{ type }, { message: "hi", ...more }];
export const transaction = (more: Json = {}): Part => [
  TRANSACTION[0],
  { ...(TRANSACTION[1] as Json), ...more },
];
export const exception = (...values: Json[]): Part => event({ exception: { values }, message: undefined });
export const userAgent = (text: string): Part => event({ request: { headers: { "User-Agent": text } } });
export const url = (text: string): Part => event({ request: { url: text } });
export const header = (name: string, text: string): Part => event({ request: { headers: { [name]: text } } });
export const frames = (...abs_paths: (string | null)[]): Json => ({
  type: "Error",
  value: "x",
  stacktrace: { frames: abs_paths.map((abs_path) => ({ abs_path, function: "f", lineno: 1 })) },
});
export const csp = (more: Json): Part => [
  { type: "raw_security" },
  {
    "csp-report": {
      "document-uri": "https://a.example/x",
      "effective-directive": "img-src",
      "violated-directive": "img-src",
      "blocked-uri": "https://evil.example/y",
      ...more,
    },
  },
];

export type Rows = readonly (readonly [what: string, part: Part])[];

/** Every row against one filter; most come in pairs of what is hit and what is only near. */
export function against(filter: string, settings: Json, rows: Rows): readonly ManagedCase[] {
  return rows.map(([what, part]) =>
    single(`filter ${filter}: ${what}`, [part], { config: { filterSettings: settings } }),
  );
}
