import { createHmac } from "node:crypto";
import type { RemarkType } from "../event/meta.ts";

/** What is done with what a rule finds. Methods that are not known take the text away without a word. */
export type Redaction =
  | { readonly method: "default" | "remove" | "mask" | "hash" | "other" }
  | { readonly method: "replace"; readonly text: string };

/** Part of a text: as it was sent, or put in its place by a rule. */
export interface Chunk {
  readonly text: string;
  /** `undefined`: as it was sent. */
  readonly rule?: { readonly id: string; readonly remark: RemarkType };
}

/** What stands for the text that a rule found; `undefined`: nothing at all. */
export function redact(text: string, redaction: Redaction, id: string): Chunk | undefined {
  switch (redaction.method) {
    case "default":
    case "remove":
      return { text: "", rule: { id, remark: "x" } };
    case "replace":
      return { text: redaction.text, rule: { id, remark: "s" } };
    case "mask":
      return { text: "*".repeat(countChars(text)), rule: { id, remark: "m" } };
    case "hash":
      return { text: hashText(text), rule: { id, remark: "p" } };
    case "other":
      return undefined;
  }
}

/** Code points. */
export function countChars(text: string): number {
  const pairs = text.match(/[\ud800-\udbff][\udc00-\udfff]/g);
  return text.length - (pairs?.length ?? 0);
}

/** The key is empty: equal values of different projects are to have equal hashes, as they always had. */
export function hashText(text: string | Uint8Array): string {
  return createHmac("sha1", "").update(text).digest("hex").toUpperCase();
}
