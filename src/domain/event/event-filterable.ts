import { isJsonObject, type JsonObject } from "../../kernel/base/json/value.ts";
import type { Filterable, FirstException } from "../filters/filterable.ts";
import type { FilterView } from "../filters/project-filters.ts";
import { EVENT_FIELDS, type EventSubject } from "./getter.ts";
import { listAt, member, pairValue, textAt, valueAt } from "./read.ts";

/** How inbound filters see a normalised event. */
export const EVENT_VIEW: FilterView<EventSubject> = {
  fields: EVENT_FIELDS,
  filterable: ({ root }) => new FilterableEvent(root),
};

/** Frames of no script of their own. */
const NO_SOURCES: readonly unknown[] = ["<anonymous>", "[native code]"];

class FilterableEvent implements Filterable {
  readonly #root: JsonObject;
  readonly browser = undefined;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  get release(): string | undefined {
    return textAt(this.#root, "release");
  }

  get ipAddress(): string | undefined {
    return textAt(this.#root, "user", "ip_address");
  }

  get url(): string | undefined {
    return textAt(this.#root, "request", "url");
  }

  header(name: string): string | undefined {
    return text(pairValue(listAt(this.#root, "request", "headers"), name));
  }

  get userAgent(): string | undefined {
    for (const pair of listAt(this.#root, "request", "headers") ?? []) {
      if (!Array.isArray(pair) || typeof pair[0] !== "string") continue;
      if (pair[0].toLowerCase() === "user-agent") return text(pair[1]);
    }
    return undefined;
  }

  /** Only transactions are named by it; errors merely happened in one. */
  get transaction(): string | undefined {
    return textAt(this.#root, "type") === "transaction" ? textAt(this.#root, "transaction") : undefined;
  }

  *errorTexts(): Generator<string> {
    const message = textAt(this.#root, "logentry", "formatted") ?? textAt(this.#root, "logentry", "message");
    if (message !== undefined) yield message;
    for (const exception of listAt(this.#root, "exception", "values") ?? []) {
      const parts = [text(member(exception, "type")), text(member(exception, "value"))];
      const filled = parts.filter((part) => part !== undefined && part !== "");
      if (filled.length > 0) yield filled.join(": ");
    }
  }

  get exception(): FirstException | undefined {
    const first = listAt(this.#root, "exception", "values")?.[0];
    if (!isJsonObject(first)) return undefined;
    return { value: textAt(first, "value"), source: sourceOf(first) };
  }

  get blockedOrigins(): readonly (string | undefined)[] | undefined {
    if (textAt(this.#root, "type") !== "csp") return undefined;
    const csp = valueAt(this.#root, "csp");
    return ["blocked_uri", "source_file", "document_uri"].map((key) => text(member(csp, key)));
  }
}

/** The script of the last frame that is of one; a frame that does not say ends the search. */
function sourceOf(exception: JsonObject): string | undefined {
  const frames = listAt(exception, "stacktrace", "frames") ?? [];
  for (let at = frames.length - 1; at >= 0; at--) {
    const path = member(frames[at], "abs_path");
    if (typeof path !== "string") return undefined;
    if (!NO_SOURCES.includes(path)) return path;
  }
  return undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
