import type { Pii } from "./format.ts";

/** The class of an attribute by its name; what the conventions do not know may hold anything. */
export function attributePii(_name: string): Pii {
  return "true";
}
