import { type Check, compileCondition } from "../conditions/compile.ts";
import type { Fields } from "../conditions/field.ts";
import { by, type Rejection } from "../protocol/rejection.ts";
import { browserExtensions } from "./browser-extensions.ts";
import type { FilterSettings } from "./filter-settings.ts";
import type { Filter, Filterable } from "./filterable.ts";
import { areSupported, type GenericFilters, mergeGenericFilters } from "./generic-filters.ts";
import { legacyBrowsers } from "./legacy-browsers.ts";
import { localhost } from "./localhost.ts";
import { clientIps, csp, errorMessages, releases, transactions } from "./text-filters.ts";
import { webCrawlers } from "./web-crawlers.ts";

/** How filters see one kind of things. */
export interface FilterView<S> {
  readonly fields: Fields<S>;
  readonly filterable: (subject: S) => Filterable;
}

interface Compiled<S> {
  readonly id: string;
  readonly applies: Check<S>;
}

/** All inbound filters of a project, compiled once; conditions once more per kind of things they are asked of. */
export class ProjectFilters {
  /** Whether all filters are known here. If not, what is let through may still be filtered upstream. */
  readonly areComplete: boolean;
  readonly #filters: readonly Filter[];
  readonly #generic: ReturnType<typeof mergeGenericFilters>;
  readonly #compiled = new Map<FilterView<never>, readonly Compiled<never>[]>();

  constructor(settings: FilterSettings | undefined, global: GenericFilters | undefined) {
    this.areComplete = areSupported(settings?.generic) && areSupported(global);
    this.#generic = this.areComplete ? mergeGenericFilters(settings?.generic, global) : [];
    this.#filters = settings === undefined ? [] : compile(settings);
  }

  get isEmpty(): boolean {
    return this.#filters.length === 0 && this.#generic.length === 0;
  }

  /**
   * The first filter that drops this.
   * @param clientIp who sent it, as the envelope says
   */
  match<S>(subject: S, view: FilterView<S>, clientIp: string | undefined): Rejection | undefined {
    if (this.isEmpty) return undefined;
    for (const { id, applies } of this.#conditions(view))
      if (applies(subject)) return by(`filter/${id}`, { outcome: "filtered", genericFilterId: id });
    if (this.#filters.length === 0) return undefined;
    const filterable = view.filterable(subject);
    const hit = this.#filters.find((filter) => filter.matches(filterable, clientIp));
    return hit && by(`filter/${hit.reason}`, { outcome: "filtered", reason: hit.reason });
  }

  #conditions<S>(view: FilterView<S>): readonly Compiled<S>[] {
    const known = this.#compiled.get(view as FilterView<never>);
    if (known !== undefined) return known as readonly Compiled<S>[];
    const compiled = this.#generic.map(({ id, condition }) => ({
      id,
      applies: compileCondition(condition, view.fields),
    }));
    this.#compiled.set(view as FilterView<never>, compiled);
    return compiled;
  }
}

/** Those that are on, in the order in which they are asked. */
function compile(settings: FilterSettings): readonly Filter[] {
  const listed = (list: readonly string[], make: (list: readonly string[]) => Filter): readonly Filter[] =>
    list.length === 0 ? [] : [make(list)];
  const switched = (isOn: boolean, filter: Filter): readonly Filter[] => (isOn ? [filter] : []);
  return [
    ...listed(settings.disallowedSources, csp),
    ...listed(settings.clientIps, clientIps),
    ...listed(settings.releases, releases),
    ...listed(settings.errorMessages, errorMessages),
    ...switched(settings.localhost, localhost),
    ...switched(settings.browserExtensions, browserExtensions),
    ...listed(settings.legacyBrowsers, legacyBrowsers),
    ...switched(settings.webCrawlers, webCrawlers),
    ...listed(settings.ignoredTransactions, transactions),
  ];
}
