import type { Cursor } from "./cursor.ts";

/** What is said about one member is said about another from now on. */
export function moveMeta(at: Cursor, from: string, to: string): void {
  const here = at.findMeta();
  const moved = here?.children.get(from);
  if (here === undefined || moved === undefined) return;
  here.children.delete(from);
  here.children.set(to, moved);
}
