import type { Fault } from "../kernel/base/fault.ts";
import type { Result } from "../kernel/base/result.ts";
import type { LocalStream, LocalTarget } from "../kernel/runtime/local-stream.ts";
import type { ItemSummary } from "../services/local-store/records.ts";
import { EventStreamReader } from "./event-stream-reader.ts";
import { humanLine } from "./tap-line.ts";

export interface TapFilter {
  readonly project?: string | undefined;
  readonly itemType?: string | undefined;
  readonly dropsOnly?: boolean;
}

export interface TapDeps {
  readonly target: LocalTarget;
  readonly open: (
    target: LocalTarget,
    path: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<Result<LocalStream, Fault>>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Waits between two attempts. */
  readonly pause: (ms: number) => Promise<void>;
  /** Ends the tap. */
  readonly signal: AbortSignal;
  readonly format: "human" | "json";
  readonly colours: boolean;
}

const RETRY_MS = 1_000;

/**
 * Prints what a running receiver takes in, and what becomes of it, until the signal. A receiver that goes away is
 * waited for, and followed from where it was.
 * @returns the exit code: 1 when there was no receiver to begin with
 */
export async function tap(filter: TapFilter, deps: TapDeps): Promise<number> {
  const news = new News();
  let last: string | undefined;
  for (let first = true; !deps.signal.aborted; first = false) {
    const headers: Record<string, string> = last === undefined ? {} : { "last-event-id": last };
    const opened = await deps.open(deps.target, feedPath(filter), headers, deps.signal);
    if (deps.signal.aborted) return 0;
    if (opened.ok && opened.value.status === 200)
      last = (await follow(opened.value.chunks, news, deps)) ?? last;
    else if (first) {
      deps.complain(problem(opened));
      return 1;
    }
    if (!deps.signal.aborted) await deps.pause(RETRY_MS);
  }
  return 0;
}

function feedPath(filter: TapFilter): string {
  const terms = [
    filter.project === undefined ? "" : `project:${filter.project}`,
    filter.itemType === undefined ? "" : `type:${filter.itemType}`,
    filter.dropsOnly === true ? "fate:dropped" : "",
  ];
  const search = terms.filter((term) => term !== "").join(" ");
  return `/local/feed?${new URLSearchParams({ q: search })}`;
}

function problem(opened: Result<LocalStream, Fault>): string {
  if (opened.ok && opened.value.status === 404) return "this relay keeps nothing to watch; `baton dev` does";
  if (opened.ok) return `the receiver answered ${opened.value.status}`;
  return "nothing is running with this config folder; start a relay with `baton run`, or a receiver with `baton dev`";
}

/** Prints until the stream ends. @returns the id of the last event */
async function follow(
  chunks: AsyncIterable<Uint8Array>,
  news: News,
  deps: TapDeps,
): Promise<string | undefined> {
  const reader = new EventStreamReader();
  let last: string | undefined;
  for await (const chunk of chunks) {
    for (const { id, event, data } of reader.read(chunk)) {
      if (id !== undefined) last = String(id);
      if (event === "items") for (const item of news.of(JSON.parse(data) as ItemSummary[])) print(item, deps);
    }
    if (deps.signal.aborted) break;
  }
  return last;
}

function print(item: ItemSummary, deps: TapDeps): void {
  deps.print(deps.format === "json" ? JSON.stringify(item) : humanLine(item, deps.colours));
}

const MOST_REMEMBERED = 10_000;

/** The feed tells every change; a line is worth printing when an item is new or its verdict is. */
class News {
  readonly #verdicts = new Map<number, string>();

  of(items: readonly ItemSummary[]): ItemSummary[] {
    return items.filter(({ id, fate }) => {
      const verdict = `${fate.outcome} ${fate.reason ?? ""}`;
      if (this.#verdicts.get(id) === verdict) return false;
      this.#verdicts.delete(id);
      this.#verdicts.set(id, verdict);
      const [oldest] = this.#verdicts.keys();
      if (this.#verdicts.size > MOST_REMEMBERED && oldest !== undefined) this.#verdicts.delete(oldest);
      return true;
    });
  }
}
