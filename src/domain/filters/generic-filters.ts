import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type Condition, parseCondition } from "../conditions/condition.ts";

/** A filter by a condition, which a project or Sentry itself has written. */
export interface GenericFilter {
  readonly id: string;
  readonly isEnabled: boolean;
  /** `undefined`: only switches the global filter of that id on or off. */
  readonly condition: Condition | undefined;
}

export interface GenericFilters {
  readonly version: number;
  /** Each id once: of two the first counts. */
  readonly filters: readonly GenericFilter[];
}

/** The newest version of such filters that is known here. */
const VERSION = 1;
const U16_END = 2 ** 16;

/** @returns what is wrong with them */
export function parseGenericFilters(json: unknown): Result<GenericFilters, string> {
  const { version, filters = [] } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (!Number.isInteger(version) || (version as number) < 0 || (version as number) >= U16_END)
    return err("the version of generic filters is no whole number below 65536");
  if (!Array.isArray(filters)) return err("generic filters are no list");
  const byId = new Map<string, GenericFilter>();
  for (const entry of filters) {
    const filter = readFilter(entry);
    if (!filter.ok) return filter;
    if (!byId.has(filter.value.id)) byId.set(filter.value.id, filter.value);
  }
  return ok({ version: version as number, filters: [...byId.values()] });
}

function readFilter(json: unknown): Result<GenericFilter, string> {
  const { id, isEnabled, condition = null } = (json ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id !== "string") return err("the id of a generic filter is no string");
  if (typeof isEnabled !== "boolean") return err(`isEnabled of filter ${id} is neither true nor false`);
  if (condition === null) return ok({ id, isEnabled, condition: undefined });
  const parsed = parseCondition(condition);
  return parsed.ok ? ok({ id, isEnabled, condition: parsed.value }) : parsed;
}

/** Whether this version can apply them; if not, none of them applies. */
export function areSupported(filters: GenericFilters | undefined): boolean {
  return filters === undefined || filters.version <= VERSION;
}

/**
 * The filters that apply, in order: the project's, then the global ones of other ids. A project's filter without a
 * condition takes the global one's, so that it can be switched on and off.
 */
export function mergeGenericFilters(
  own: GenericFilters | undefined,
  global: GenericFilters | undefined,
): readonly { readonly id: string; readonly condition: Condition }[] {
  const globals = new Map((global?.filters ?? []).map((filter) => [filter.id, filter]));
  const merged = (own?.filters ?? []).map((filter) => {
    const condition = filter.condition ?? globals.get(filter.id)?.condition;
    globals.delete(filter.id);
    return { ...filter, condition };
  });
  return [...merged, ...globals.values()].flatMap(({ id, isEnabled, condition }) =>
    isEnabled && condition !== undefined ? [{ id, condition }] : [],
  );
}
