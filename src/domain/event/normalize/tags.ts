import type { JsonValue } from "../../../kernel/base/json/value.ts";
import { contextOf, ensureList, isMissing, listOf, objectOf, tagOf, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { deviceClassOf } from "./device-class.ts";

/** Fields have their own place. */
const RESERVED = new Set(["release", "dist", "user", "filename", "function"]);
const MOVED_FIELDS = ["server_name", "site"];
const LCP_NAMES = ["element", "size", "id", "url"];

/** Tags are unique, and none of them stands for a field. */
export function normalizeTags(document: EventDocument): void {
  const { root } = document;
  if (root.tags === null) root.tags = [];
  takeEnvironment(document);
  const seen = new Set<unknown>();
  retainTags(document, ([key]) => {
    if (RESERVED.has(String(key)) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  for (const name of MOVED_FIELDS) {
    const value = textOf(root[name]);
    if (value !== undefined) setTag(document, name, value);
    document.meta.children.delete(name);
    root[name] = undefined;
  }
}

function takeEnvironment(document: EventDocument): void {
  const { root } = document;
  const said = tagOf(root, "environment");
  if (isMissing(root.environment) && said !== undefined) root.environment = said;
  retainTags(document, ([key]) => key !== "environment");
}

/** The device's class is ours to tell. */
export function normalizeDeviceClass(document: EventDocument): void {
  retainTags(document, ([key]) => key !== "device.class");
  const deviceClass = deviceClassOf(document.root);
  if (deviceClass !== undefined) setTag(document, "device.class", deviceClass);
}

/** What the largest paint was, out of a page load's trace. */
export function addLcpTags(document: EventDocument): void {
  const data = objectOf(contextOf(document.root, "trace")?.data) ?? {};
  for (const name of LCP_NAMES) {
    const key = `lcp.${name}`;
    const value = data[`browser.web_vital.lcp.${name}`];
    const text = typeof value === "number" && Number.isInteger(value) ? String(value) : textOf(value);
    if (text !== undefined && tagOf(document.root, key) === undefined) setTag(document, key, text);
  }
}

/** Gives a tag its value, at its place if it has one. */
export function setTag(document: EventDocument, key: string, value: string): void {
  const tags = ensureList(document.root, "tags");
  const index = tags.findIndex((tag) => Array.isArray(tag) && tag[0] === key);
  if (index < 0) tags.push([key, value]);
  else tags[index] = [key, value];
}

/** Leaves out tags; what is said about the others goes along with them. */
function retainTags(document: EventDocument, isWanted: (tag: JsonValue[]) => boolean): void {
  const tags = listOf(document.root.tags);
  const wanted = tags?.map((tag) => !Array.isArray(tag) || isWanted(tag));
  if (tags === undefined || wanted === undefined || !wanted.includes(false)) return;
  const meta = document.findMeta(["tags"]);
  const said = [...wanted.keys()].filter((index) => wanted[index]).map((index) => meta?.child(index));
  let kept = 0;
  for (const [index, tag] of tags.entries()) if (wanted[index]) tags[kept++] = tag;
  tags.length = kept;
  meta?.children.clear();
  for (const [index, node] of said.entries()) if (node !== undefined) meta?.children.set(String(index), node);
}
