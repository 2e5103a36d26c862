/** The names that a selector may give as a type, in the order that selectors are sorted by. */
export const TYPE_NAMES = [
  "string", "binary", "number", "boolean", "datetime", "array", "object", "event", "attachments", "replay", "error",
  "stack", "frame", "http", "user", "logentry", "message", "thread", "breadcrumb", "log", "trace_metric", "span", "sdk",
  "minidump", "heap_memory", "stack_memory",
] as const; // biome-ignore format: a table
export type TypeName = (typeof TYPE_NAMES)[number];

/** One level of a path. */
export type SelectorItem =
  | { readonly kind: "type"; readonly name: TypeName }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "key"; readonly key: string }
  /** One level, whatever it is. */
  | { readonly kind: "any" }
  /** One level or more. */
  | { readonly kind: "deep" };

/** Which values of a document rules apply to. */
export type Selector =
  | { readonly kind: "and" | "or"; readonly parts: readonly Selector[] }
  | { readonly kind: "not"; readonly inner: Selector }
  | { readonly kind: "path"; readonly items: readonly SelectorItem[] };

const KINDS = ["and", "or", "not", "path"] as const;
const ITEM_KINDS = ["type", "index", "key", "any", "deep"] as const;
const PLAIN_KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** The order in which applications are carried out. */
export function compareSelectors(a: Selector, b: Selector): number {
  if (a.kind === "not" && b.kind === "not") return compareSelectors(a.inner, b.inner);
  if (a.kind === "path" && b.kind === "path") return compareLists(a.items, b.items, compareItems);
  if ((a.kind === "and" || a.kind === "or") && a.kind === b.kind)
    return compareLists(a.parts, (b as typeof a).parts, compareSelectors);
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind);
}

function compareItems(a: SelectorItem, b: SelectorItem): number {
  if (a.kind === "type" && b.kind === "type") return TYPE_NAMES.indexOf(a.name) - TYPE_NAMES.indexOf(b.name);
  if (a.kind === "index" && b.kind === "index") return a.index - b.index;
  if (a.kind === "key" && b.kind === "key") return compareUtf8(a.key, b.key);
  return ITEM_KINDS.indexOf(a.kind) - ITEM_KINDS.indexOf(b.kind);
}

function compareLists<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const order = compare(a[index] as T, b[index] as T);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** By code points, which is the order of their UTF-8. */
export function compareUtf8(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order =
      ((left[index] as string).codePointAt(0) ?? 0) - ((right[index] as string).codePointAt(0) ?? 0);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** As it is written. */
export function selectorText(selector: Selector): string {
  switch (selector.kind) {
    case "path":
      return selector.items.map(itemText).join(".");
    case "not":
      return `!${innerText(selector.inner)}`;
    default:
      return selector.parts.map(innerText).join(selector.kind === "and" ? " && " : " || ");
  }
}

function innerText(selector: Selector): string {
  const text = selectorText(selector);
  return selector.kind === "path" || selector.kind === "not" ? text : `(${text})`;
}

function itemText(item: SelectorItem): string {
  switch (item.kind) {
    case "type":
      return `$${item.name}`;
    case "index":
      return String(item.index);
    case "key":
      return PLAIN_KEY.test(item.key) ? item.key : `'${item.key.replaceAll("'", "''")}'`;
    case "any":
      return "*";
    case "deep":
      return "**";
  }
}
