import { isSection, type Option, type Section } from "../options/option.ts";
import { isMapping } from "../options/read.ts";

/** A mapping as it stands in the file, in the file's spelling and units. */
export type RawTree = Readonly<Record<string, unknown>>;

/** The section's effective values in the file's spelling, in the order and form of `config show`. */
export function showSection(section: Section, raw: unknown): RawTree {
  const given = isMapping(raw) ? raw : {};
  const shown: Record<string, unknown> = {};
  for (const field of Object.values(section.fields)) {
    const value = given[field.key];
    if (isSection(field)) shown[field.key] = showSection(field, value);
    else if (!isHidden(field, value)) shown[field.key] = showValue(field, value);
  }
  return shown;
}

/** An option's raw value, or its default, in the form of `config show`. */
export function showValue(option: Pick<Option<unknown>, "kind" | "spec">, raw: unknown): unknown {
  const value = raw === undefined ? option.spec.default : raw;
  return value === null || option.kind.show === undefined ? value : option.kind.show(value);
}

function isHidden(option: Option<unknown>, raw: unknown): boolean {
  return option.spec.quiet === true && (raw === undefined || raw === option.spec.default);
}
