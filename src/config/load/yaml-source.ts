import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { ConfigProblem, Origin } from "./error.ts";
import { type InterpolationContext, interpolate } from "./interpolate.ts";
import { hasLeadingZero } from "./scalar.ts";

/** Anchors that refer to each other could otherwise grow without bound. */
const MAX_NODES = 100_000;

/** A YAML text as plain values, and where each of them stands. */
export interface YamlSource {
  readonly value: unknown;
  /** Position of each value by its path (`limits.max_event_size`, `kafka_config[0]`); of a mapping's key under `key:` and its path. */
  readonly origins: ReadonlyMap<string, Origin>;
}

interface Reading {
  readonly document: Document;
  readonly context: InterpolationContext;
  readonly at: (offset: number) => Origin;
  readonly origins: Map<string, Origin>;
  readonly problems: ConfigProblem[];
  nodes: number;
}

/** Reads YAML, replaces its variables and remembers positions. All problems found are returned together. */
export function readYaml(
  text: string,
  context: InterpolationContext,
): Result<YamlSource, readonly ConfigProblem[]> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: "silent",
  });
  const at = (offset: number): Origin => {
    const { line, col } = lineCounter.linePos(offset);
    return { from: "file", line, column: col };
  };
  if (document.errors.length > 0) {
    return err(
      document.errors.map((error) => ({ path: "", reason: error.message, origin: at(error.pos[0]) })),
    );
  }
  const reading: Reading = { document, context, at, origins: new Map(), problems: [], nodes: 0 };
  const value = readNode(reading, document.contents, "");
  return reading.problems.length > 0 ? err(reading.problems) : ok({ value, origins: reading.origins });
}

function readNode(reading: Reading, node: unknown, path: string): unknown {
  if (++reading.nodes > MAX_NODES) {
    if (reading.nodes === MAX_NODES + 1) complain(reading, path, `more than ${MAX_NODES} values`, node);
    return null;
  }
  const offset = (node as Node | null)?.range?.[0];
  if (offset !== undefined) reading.origins.set(path, reading.at(offset));
  if (isAlias(node)) return readNode(reading, node.resolve(reading.document), path);
  if (isMap(node)) return readMap(reading, node, path);
  if (isSeq(node)) return node.items.map((item, index) => readNode(reading, item, `${path}[${index}]`));
  if (!isScalar(node)) return null;
  if (typeof node.value === "number" && hasLeadingZero(node.source ?? "")) return node.source;
  if (typeof node.value !== "string") return node.value;
  const text = interpolate(node.value, reading.context);
  if (text.ok) return text.value;
  complain(reading, path, text.error, node);
  return null;
}

function readMap(reading: Reading, map: YAMLMap, path: string): unknown {
  const entries = new Map<string, unknown>();
  for (const { key, value } of map.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    const inner = path === "" ? name : `${path}.${name}`;
    if (entries.has(name)) complain(reading, path, `duplicate field \`${name}\``, key);
    const offset = (key as Node | null)?.range?.[0];
    if (offset !== undefined) reading.origins.set(`key:${inner}`, reading.at(offset));
    entries.set(name, readNode(reading, value, inner));
  }
  return Object.fromEntries(entries);
}

function complain(reading: Reading, path: string, reason: string, node: unknown): void {
  const offset = (node as Node | null)?.range?.[0];
  reading.problems.push({ path, reason, ...(offset === undefined ? {} : { origin: reading.at(offset) }) });
}
