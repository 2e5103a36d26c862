import { type ItemKind, scrubItem } from "../../../domain/pii/scrub-attributes.ts";
import type { JsonObject } from "../../../kernel/base/json/value.ts";
import type { StepContext } from "../context.ts";
import { scrubbersOf } from "../project-rules.ts";
import type { Element } from "./elements.ts";

/**
 * Takes personal data out of a log, a span or a metric.
 * @returns the same value when there was none: then its container keeps its bytes
 */
export function scrubValue(value: JsonObject, kind: ItemKind, ctx: StepContext): JsonObject {
  const { own, legacy } = scrubbersOf(ctx.project);
  const byOwn = own !== undefined && scrubItem(value, kind, own, "objects");
  const byLegacy = legacy !== undefined && scrubItem(value, kind, legacy, "values");
  return byOwn || byLegacy ? { ...value } : value;
}

/** The same for one thing out of a container. */
export function scrubElement(element: Element, kind: ItemKind, ctx: StepContext): Element {
  const value = scrubValue(element.value, kind, ctx);
  return value === element.value ? element : { ...element, value };
}
