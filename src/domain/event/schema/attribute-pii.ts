import { scrubbingOf } from "../../attributes/conventions.ts";
import type { Pii } from "./format.ts";

const CLASSES = { auto: "true", manual: "maybe", never: "false" } as const;

/** The class of an attribute by its name; what the conventions do not know may hold anything. */
export function attributePii(name: string): Pii {
  return CLASSES[scrubbingOf(name)];
}
