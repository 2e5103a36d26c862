import type { Outcome } from "../../domain/protocol/outcome.ts";

/** The lists of a client report, by kind of outcome. */
type ListName = "discarded_events" | "rate_limited_events" | "filtered_events" | "filtered_sampling_events";

interface Entry {
  readonly reason: string;
  readonly category: string;
  quantity: number;
}

interface Bucket {
  readonly timestamp: number;
  readonly projectId: string;
  readonly publicKey: string;
  readonly lists: Map<ListName, Map<string, Entry>>;
}

/** A client report of ours, and who it is about. */
export interface ClientReport {
  readonly projectId: string;
  readonly publicKey: string;
  readonly json: string;
}

/** Reports about more distinct keys and times than this are merged no further, but sent. */
export const MOST_BUCKETS = 10_000;

/** Adds up outcomes per project key and slot of time, and writes them as client reports. Pure: time comes in. */
export class ClientReportBuckets {
  readonly #widthMs: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(widthMs: number) {
    this.#widthMs = Math.max(1_000, widthMs);
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** @returns whether it is one of those that client reports tell of */
  add(outcome: Outcome): boolean {
    const list = listOf(outcome);
    if (list === undefined || outcome.quantity === 0) return false;
    const timestamp = (Math.floor(outcome.timestampMs / this.#widthMs) * this.#widthMs) / 1_000;
    const { publicKey } = outcome.scoping;
    const projectId = outcome.scoping.projectId ?? "0";
    const name = `${timestamp} ${publicKey} ${projectId}`;
    let bucket = this.#buckets.get(name);
    if (!bucket) {
      bucket = { timestamp, projectId, publicKey, lists: new Map() };
      this.#buckets.set(name, bucket);
    }
    const entries = bucket.lists.get(list) ?? new Map<string, Entry>();
    bucket.lists.set(list, entries);
    const reason = outcome.reason ?? "";
    const key = `${outcome.category} ${reason}`;
    const entry = entries.get(key);
    if (entry) entry.quantity += outcome.quantity;
    else entries.set(key, { reason, category: outcome.category, quantity: outcome.quantity });
    return true;
  }

  drain(): ClientReport[] {
    const reports = [...this.#buckets.values()].map(({ timestamp, projectId, publicKey, lists }) => {
      const entries = (name: ListName): Entry[] => [...(lists.get(name)?.values() ?? [])];
      const report: Record<string, unknown> = { timestamp, discarded_events: entries("discarded_events") };
      for (const name of ["rate_limited_events", "filtered_events", "filtered_sampling_events"] as const) {
        const list = entries(name);
        if (list.length > 0) report[name] = list;
      }
      return { projectId, publicKey, json: JSON.stringify(report) };
    });
    this.#buckets.clear();
    return reports;
  }
}

function listOf({ kind, reason }: Outcome): ListName | undefined {
  switch (kind) {
    case "filtered":
      return reason?.startsWith("Sampled:") ? "filtered_sampling_events" : "filtered_events";
    case "rate_limited":
      return "rate_limited_events";
    case "client_discard":
      return "discarded_events";
    case "invalid":
      return reason === "invalid_signature" || reason === "missing_signature"
        ? "discarded_events"
        : undefined;
    default:
      return undefined;
  }
}
