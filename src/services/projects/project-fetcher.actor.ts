import { type KeyRequest, projectsRequestJson } from "../../domain/project/project-request.ts";
import { parseProjectsResponse } from "../../domain/project/project-response.ts";
import { SharedTexts } from "../../domain/project/shared-texts.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Timer } from "../../kernel/actor/clock.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { Backoff } from "../upstream/outage.ts";
import type { UpstreamListener, UpstreamProtocol, UpstreamResult } from "../upstream/protocol.ts";
import { FetchQueue } from "./fetch-queue.ts";
import type { FetchResult, ProjectFetcherListener, ProjectFetcherProtocol } from "./protocol.ts";

interface Internal extends ProjectFetcherProtocol, UpstreamListener {
  cycle(): void;
  answered(result: Piped<Answered>): void;
  late(cycle: number): void;
  tell(): void;
}

interface Answered {
  readonly keys: readonly KeyRequest[];
  readonly result: UpstreamResult;
}

export interface ProjectFetcherDeps {
  readonly upstream: Address<Pick<UpstreamProtocol, "query" | "listen">>;
  readonly listener: Address<ProjectFetcherListener>;
  readonly options: {
    readonly batchMs: number;
    readonly batchSize: number;
    readonly maxQueries: number;
    readonly wantsFullConfig: boolean;
    readonly queryTimeoutMs: number;
    readonly maxRetryIntervalMs: number;
    /** Failing longer than this is worth an error of its own. */
    readonly failureMs: number;
    /** Silence after which a key counts as delayed. */
    readonly lateMs: number;
  };
}

const FOREVER = within(Number.POSITIVE_INFINITY);
const TELL_AGAIN_MS = 100;
const LOG = "baton::projects";

/**
 * Asks the upstream for project states, in cycles of a few requests with many keys each. A failed request's keys are
 * asked for again, with pauses that grow until one request of a cycle succeeds.
 *
 * Started by ProjectCache, which asks anew for all that was open after a crash of either.
 */
export class ProjectFetcher implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 10_000, whenFull: "refuse" };
  readonly #deps: ProjectFetcherDeps;
  readonly #queue: FetchQueue;
  readonly #backoff: Backoff;
  #timer: Timer | undefined;
  /** Requests of this cycle that are not answered yet. */
  #open = 0;
  #cycle = 0;
  #isAnySuccess = false;
  /** Every key that this cycle has asked for is answered. */
  #isAllKnown = true;
  #isLate = false;
  #failingSinceMs: number | undefined;
  #results: FetchResult[] = [];
  readonly #shared = new SharedTexts();

  constructor(deps: ProjectFetcherDeps) {
    this.#deps = deps;
    const { queryTimeoutMs: roundMs, maxRetryIntervalMs: maxPauseMs } = deps.options;
    this.#queue = new FetchQueue({ roundMs, maxPauseMs });
    this.#backoff = new Backoff(maxPauseMs);
  }

  started(ctx: Context<Internal>): void {
    this.#deps.upstream.send("listen", ctx.self);
    this.#deps.listener.send("fetcherStarted");
  }

  readonly handlers: Handlers<Internal> = {
    ask: ({ keys }, ctx) => {
      for (const key of keys) this.#queue.add(key, ctx.monotonic());
      if (this.#isLate || this.#failingSinceMs !== undefined) this.#tellDelayed();
      this.#schedule(this.#deps.options.batchMs, ctx);
    },
    opened: (_, ctx) => {
      this.#backoff.reset();
      this.#timer?.cancel();
      this.#timer = undefined;
      this.#schedule(0, ctx);
    },
    cycle: (_, ctx) => {
      this.#timer = undefined;
      this.#start(ctx);
    },
    answered: (result, ctx) => this.#answered(result, ctx),
    late: (cycle) => {
      if (cycle !== this.#cycle || this.#open === 0) return;
      this.#isLate = true;
      this.#tellDelayed();
    },
    tell: (_, ctx) => this.#tell(ctx),
  };

  #schedule(delayMs: number, ctx: Context<Internal>): void {
    if (this.#timer === undefined && this.#open === 0) this.#timer = ctx.after(delayMs, "cycle");
  }

  #start(ctx: Context<Internal>): void {
    if (this.#open > 0) return;
    const nextMs = this.#queue.wake(ctx.monotonic());
    const { batchSize, maxQueries, lateMs } = this.#deps.options;
    const keys = this.#queue.take(batchSize * maxQueries);
    if (keys.length === 0) {
      if (nextMs !== undefined) this.#schedule(Math.max(1, nextMs - ctx.monotonic()), ctx);
      return;
    }
    this.#cycle++;
    this.#isAnySuccess = false;
    this.#isAllKnown = true;
    for (let at = 0; at < keys.length; at += batchSize) this.#query(keys.slice(at, at + batchSize), ctx);
    ctx.after(lateMs, "late", this.#cycle);
  }

  #query(keys: readonly KeyRequest[], ctx: Context<Internal>): void {
    const { wantsFullConfig } = this.#deps.options;
    this.#open++;
    const query = this.#deps.upstream.ask(
      "query",
      {
        method: "POST",
        path: "/api/0/relays/projectconfigs/?version=3",
        headers: [["content-type", "application/json"]],
        body: utf8Bytes(projectsRequestJson({ keys, wantsFullConfig, isNoCache: false })),
        sign: "body",
      },
      FOREVER,
    );
    const lost: UpstreamResult = { kind: "network", code: "BATON_ACTOR_CRASHED", outage: false };
    const answered = query.catch((): UpstreamResult => lost).then((result): Answered => ({ keys, result }));
    ctx.pipe(answered, "answered");
  }

  #answered(piped: Piped<Answered>, ctx: Context<Internal>): void {
    this.#open--;
    if (piped.ok) this.#take(piped.value, ctx);
    this.#tell(ctx);
    if (this.#open > 0) return;
    this.#isLate = false;
    if (this.#isAnySuccess) {
      this.#backoff.reset();
      this.#failingSinceMs = undefined;
    }
    this.#schedule(this.#pauseMs(), ctx);
  }

  /** Waiting collects keys, of which there are enough when a request is full. What is asked for again waits. */
  #pauseMs(): number {
    const { batchMs, batchSize } = this.#deps.options;
    if (!this.#isAnySuccess) return batchMs + this.#backoff.next();
    return this.#isAllKnown && this.#queue.due >= batchSize ? 0 : batchMs;
  }

  #take({ keys, result }: Answered, ctx: Context<Internal>): void {
    const read = readAnswer(result, this.#shared);
    if (typeof read === "string") {
      this.#isAllKnown = false;
      for (const { publicKey } of keys) this.#queue.failed(publicKey);
      this.#complain(read, keys.length, ctx);
      this.#tellDelayed();
      return;
    }
    this.#isAnySuccess = true;
    for (const { publicKey } of keys) {
      const answer = read.answerFor(publicKey);
      if (answer.answer === "state" || answer.answer === "unchanged") {
        this.#queue.done(publicKey);
        this.#results.push({ publicKey, answer });
        continue;
      }
      if (answer.answer === "unreadable")
        log("error", LOG, "a project state cannot be read, the old one stays", { reason: answer.reason });
      this.#isAllKnown = false;
      this.#queue.pending(publicKey, ctx.monotonic());
    }
  }

  #complain(reason: string, keys: number, ctx: Context<Internal>): void {
    const nowMs = ctx.monotonic();
    this.#failingSinceMs ??= nowMs;
    const { attempt } = this.#backoff;
    if (attempt > 0) log("error", LOG, "error fetching project states", { reason, keys, attempt });
    const forMs = nowMs - this.#failingSinceMs;
    if (forMs > this.#deps.options.failureMs)
      log("error", LOG, "fetching project states has failed for too long", {
        seconds: Math.round(forMs / 1_000),
      });
  }

  #tell(ctx: Context<Internal>): void {
    if (this.#results.length === 0) return;
    if (this.#deps.listener.send("fetched", { results: this.#results })) this.#results = [];
    else ctx.after(TELL_AGAIN_MS, "tell");
  }

  #tellDelayed(): void {
    const publicKeys = this.#queue.takeDelayed();
    if (publicKeys.length > 0) this.#deps.listener.send("delayed", { publicKeys });
  }
}

/** The answer, or what is wrong with it. */
function readAnswer(result: UpstreamResult, shared: SharedTexts) {
  if (result.kind === "network") return result.code;
  if (result.kind === "denied") return "this relay is denied";
  if (result.status < 200 || result.status >= 300) return `status ${result.status}`;
  const parsed = parseProjectsResponse(utf8Text(result.body), shared);
  return parsed.ok ? parsed.value : parsed.error;
}
