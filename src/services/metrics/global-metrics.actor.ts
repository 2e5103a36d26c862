import type { HttpEncoding } from "../../config/sections/http.ts";
import { batchedBucketsJson } from "../../domain/metrics/bucket-json.ts";
import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { UpstreamProtocol, UpstreamRequest, UpstreamResult } from "../upstream/protocol.ts";

/** Buckets of many projects for one request. */
export interface BucketBatch {
  readonly partition: number;
  readonly byKey: ReadonlyMap<string, readonly MetricBucket[]>;
}

export interface GlobalMetricsProtocol {
  /** Replies when the upstream has answered, or the batch found no room any more. */
  deliver(batch: BucketBatch): void;
}

interface Internal extends GlobalMetricsProtocol {
  answered(result: Piped<UpstreamResult>): void;
  next(): void;
}

export interface GlobalMetricsDeps {
  readonly upstream: Address<Pick<UpstreamProtocol, "deliver">>;
  readonly retryDelayMs: number;
  readonly encoding: HttpEncoding;
  /** Told of buckets that found no room any more. */
  readonly lost: (buckets: number) => void;
}

interface Waiting {
  readonly request: UpstreamRequest;
  readonly buckets: number;
  readonly done: () => void;
}

const FOREVER = within(Number.POSITIVE_INFINITY);
const PATH = "/api/0/relays/metrics/";
/** Bodies that wait; the oldest make room. */
const MOST_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Sends the metrics of all projects in one request (`http.global_metrics`), one at a time, each until the upstream
 * answers.
 *
 * Started by `app/`, once, where it is configured; a crash loses what waits.
 */
export class GlobalMetrics implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 1_000, whenFull: "refuse" };
  readonly #deps: GlobalMetricsDeps;
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  #isSending = false;

  constructor(deps: GlobalMetricsDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<Internal> = {
    deliver: (batch, ctx) =>
      new Promise((done) => {
        this.#add({ ...waitingOf(batch, this.#deps.encoding), done });
        this.#next(ctx);
      }),
    answered: (result, ctx) => this.#answered(result, ctx),
    next: (_, ctx) => {
      this.#isSending = false;
      this.#next(ctx);
    },
  };

  #add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bytes += bytesOf(waiting);
    const first = this.#isSending ? 1 : 0; // the first may have arrived already
    while (this.#bytes > MOST_WAITING_BYTES && this.#waiting.length > first + 1) {
      const [oldest] = this.#waiting.splice(first, 1) as [Waiting];
      this.#bytes -= bytesOf(oldest);
      this.#deps.lost(oldest.buckets);
      oldest.done();
    }
  }

  #next(ctx: Context<Internal>): void {
    const [first] = this.#waiting;
    if (this.#isSending || first === undefined) return;
    this.#isSending = true;
    ctx.pipe(this.#deps.upstream.ask("deliver", first.request, FOREVER), "answered");
  }

  #answered(result: Piped<UpstreamResult>, ctx: Context<Internal>): void {
    if (!result.ok || result.value.kind === "network") {
      ctx.after(this.#deps.retryDelayMs, "next");
      return;
    }
    const done = this.#waiting.shift() as Waiting;
    this.#bytes -= bytesOf(done);
    this.#isSending = false;
    const status = result.value.kind === "answer" ? result.value.status : "denied";
    if (status === "denied" || status >= 400) {
      log("error", "baton::metrics", "the upstream refused metrics", { status, buckets: done.buckets });
      this.#deps.lost(done.buckets);
    }
    done.done();
    this.#next(ctx);
  }
}

function bytesOf({ request }: Pick<Waiting, "request">): number {
  return request.body?.length ?? 0;
}

function waitingOf(batch: BucketBatch, encoding: HttpEncoding): Omit<Waiting, "done"> {
  let buckets = 0;
  for (const list of batch.byKey.values()) buckets += list.length;
  return { request: { ...requestFor(batch), encoding }, buckets };
}

function requestFor({ partition, byKey }: BucketBatch): UpstreamRequest {
  return {
    method: "POST",
    path: PATH,
    headers: [
      ["content-type", "application/json"],
      ["x-sentry-relay-shard", String(partition)],
      ["accept", "*/*"],
    ],
    body: utf8Bytes(batchedBucketsJson(byKey)),
    sign: "body",
  };
}
