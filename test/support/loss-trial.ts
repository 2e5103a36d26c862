import { Database } from "bun:sqlite";
import { expect } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Account, type Ending, type Whereabouts } from "../soak/account.ts";
import { amountsOf } from "../soak/traffic.ts";
import { decodeBody } from "./decode.ts";
import { FakeSentry } from "./fake-sentry.ts";
import { type Part, partsOf } from "./loss-traffic.ts";
import { createIdentity } from "./managed.ts";
import { exchange } from "./raw-client.ts";
import { RelayProcess } from "./relay-process.ts";
import { idOf } from "./traffic.ts";
import { pause } from "./wait.ts";
import { readWireEnvelope, type WireEnvelope } from "./wire-envelope.ts";

/** Sessions of this project pass as they are; those of `MERGING` become metric buckets. */
const PLAIN = { publicKey: "a94ae32be2584e0bbd7a4cbb95971fee", projectId: 42 };
const MERGING = { publicKey: "b94ae32be2584e0bbd7a4cbb95971fee", projectId: 43 };
/** Where the plain project's envelopes go. */
export const ENVELOPES = "/api/42/envelope/";
export const CONCURRENT = 8;
const SENDERS = 4;
export const PHASE_MS = 1_000;

/** What goes into counts, told apart by the process it was sent to. */
interface Merged {
  readonly sessions: number[];
  readonly reports: number[];
}

export interface LossOptions {
  /** `spool.baton.write`. */
  readonly write?: "watermark" | "before_answer";
  /** Of one sender between two envelopes. */
  readonly pauseMs?: number;
  /** How long failing becomes an outage, and how long the relay then waits at most before it tries again. */
  readonly graceSeconds?: number;
  readonly retrySeconds?: number;
  readonly timeoutSeconds?: number;
  readonly memoryBudget?: string;
  /** Sections of config.yml besides. */
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A managed relay under mixed load over a fake Sentry, and the account of where every item is. */
export class LossTrial {
  readonly account = new Account();
  readonly sent: Merged = { sessions: [0, 0], reports: [0, 0] };
  readonly arrived: Merged = { sessions: [0, 0], reports: [0, 0] };
  readonly sentry = FakeSentry.start();
  readonly folder = mkdtempSync(join(tmpdir(), "managed-loss-"));
  readonly statuses: Record<string, number> = {};
  /** The status that the upstream is failing with is a final answer. */
  finalFault = false;
  readonly #identity = createIdentity();
  /** Number in the account by envelope and item type: items of one envelope travel apart. */
  readonly #numbers = new Map<string, number>();
  readonly #flushes = new Set<number | bigint>();
  #relay: RelayProcess | undefined;
  #sending = true;
  #life = 0;
  #envelopes = 0;

  readonly #options: LossOptions;

  constructor(options: LossOptions = {}) {
    this.#options = options;
    const { projects } = this.sentry;
    projects.add(PLAIN.publicKey, PLAIN.projectId, { features: ["organizations:ourlogs-ingestion"] });
    projects.add(MERGING.publicKey, MERGING.projectId, { sessionMetrics: { version: 3 } });
  }

  get relay(): RelayProcess | undefined {
    return this.#relay;
  }

  async start(): Promise<void> {
    const {
      write = "before_answer",
      graceSeconds = 1,
      retrySeconds = 1,
      timeoutSeconds = 5,
      memoryBudget,
    } = this.#options;
    this.#relay = await RelayProcess.start({
      folder: this.folder,
      upstream: this.sentry.url,
      files: this.#identity.files,
      config: {
        relay: { mode: "managed", arbiters: 2 },
        http: {
          timeout: timeoutSeconds,
          outage_grace_period: graceSeconds,
          max_retry_interval: retrySeconds,
          retry_delay: 1,
        },
        aggregator: { bucket_interval: 1, initial_delay: 0, flush_partitions: 1 },
        limits: { max_concurrent_requests: CONCURRENT, shutdown_timeout: 5 },
        spool: {
          envelopes: { path: join(this.folder, "spool.db") },
          baton: { write, ...(memoryBudget && { memory_budget: memoryBudget }) },
        },
        ...this.#options.config,
      },
    });
  }

  /** Sends until it has ended; rests while there is no relay. */
  run(): Promise<unknown> {
    return Promise.all(Array.from({ length: SENDERS }, () => this.#send()));
  }

  async phase(enter: () => void, forMs = PHASE_MS): Promise<void> {
    this.book();
    this.sentry.heal();
    enter();
    await pause(forMs);
  }

  async end(how: Ending): Promise<void> {
    const relay = this.#relay;
    if (relay === undefined) throw new Error("there is no relay to end");
    this.#relay = undefined;
    if (how === "SIGKILL") await relay.kill();
    else expect((await relay.stop()).exitCode).toBe(0);
    this.#life++;
    this.account.ended(how);
  }

  enough(): void {
    this.#sending = false;
  }

  async #send(): Promise<void> {
    for (; this.#sending; await pause(this.#options.pauseMs ?? 10)) {
      const n = this.#envelopes++;
      if (n % 8 === 7) await this.#sendMerging(n);
      else await this.#sendItems(n);
    }
  }

  async #sendItems(n: number): Promise<void> {
    const parts = partsOf(n);
    const numbers = parts.map(([type, payload, headers]) => {
      const bytes = Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
      const number = this.account.next(
        amountsOf([{ type, headers: headers ?? {}, headerText: "", payload: bytes }]),
      );
      this.#numbers.set(`${idOf(n)} ${type}`, number);
      return number;
    });
    const status = await this.#post(PLAIN, { event_id: idOf(n) }, parts);
    for (const number of numbers) if (status !== undefined) this.account.answered(number, status);
  }

  /** A session that becomes a bucket, and a client report of this SDK's own. */
  async #sendMerging(n: number): Promise<void> {
    const life = this.#life;
    const attrs = { release: `life-${life}@1` };
    const session = { sid: crypto.randomUUID(), init: true, started: new Date().toISOString(), attrs };
    const discarded_events = [{ reason: `life_${life}`, category: "error", quantity: 1 }];
    const report = { timestamp: Date.now() / 1_000, discarded_events };
    const status = await this.#post(MERGING, { event_id: idOf(n) }, [
      ["session", session],
      ["client_report", report],
    ]);
    if (status !== 200) return;
    count(this.sent.sessions, life, 1);
    count(this.sent.reports, life, 1);
  }

  async #post(
    { publicKey, projectId }: typeof PLAIN,
    header: Record<string, unknown>,
    parts: readonly Part[],
  ): Promise<number | undefined> {
    const relay = this.#relay;
    if (relay === undefined) return undefined;
    const lines = [
      JSON.stringify(header),
      ...parts.flatMap(([type, payload, headers]) => {
        const text = typeof payload === "string" ? payload : JSON.stringify(payload);
        return [JSON.stringify({ type, length: text.length, ...headers }), text];
      }),
    ];
    const target = `/api/${projectId}/envelope/?sentry_key=${publicKey}`;
    const request = { method: "POST", target, body: `${lines.join("\n")}\n` };
    const answer = await exchange(relay.port, request).catch(() => undefined);
    const status = answer?.status ?? "none";
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
    return answer?.status;
  }

  /** Books what arrived since the last time. 429 and 500 are final answers: nobody sends that again. */
  book(): void {
    for (const envelope of this.sentry.envelopes) this.#bookEnvelope(envelope, "delivered");
    for (const { fault, path, body } of this.sentry.requests)
      if (fault === "status" && path === ENVELOPES && this.finalFault)
        this.#bookEnvelope(readWireEnvelope(body), "refused");
    this.sentry.forget();
  }

  /** Books what lies on disk. @returns how many rows */
  bookSpool(): number {
    using database = new Database(join(this.folder, "spool.db"));
    const rows = database.query<{ envelope: Uint8Array }, []>("SELECT envelope FROM envelopes").all();
    for (const { envelope } of rows)
      this.#bookEnvelope(readWireEnvelope(decodeBody(Buffer.from(envelope), "zstd")), "spooled");
    return rows.length;
  }

  #bookEnvelope({ headers, items }: WireEnvelope, where: Whereabouts): void {
    for (const item of items) {
      const { type, payload } = item;
      if ((type === "client_report" || type === "metric_buckets") && this.#cameBefore(payload)) continue;
      if (type === "client_report") this.#bookReport(payload);
      else if (type === "metric_buckets") this.#bookBuckets(payload);
      else {
        const number = this.#numbers.get(`${headers.event_id} ${type}`);
        if (number !== undefined) this.account.found(number, where, amountsOf([item]));
        else if (type === "session") this.#bookUnmerged(payload);
        else throw new Error(`nobody sent ${type} in ${headers.event_id}`);
      }
    }
  }

  /** A flush that was on its way at a kill comes twice, as any envelope does: what is in it counts once. */
  #cameBefore(flush: Buffer): boolean {
    const digest = Bun.hash(flush);
    if (this.#flushes.has(digest)) return true;
    this.#flushes.add(digest);
    return false;
  }

  #bookReport(payload: Buffer): void {
    const report = JSON.parse(payload.toString()) as Readonly<Record<string, unknown>>;
    for (const list of Object.values(report)) {
      if (!Array.isArray(list)) continue;
      for (const { reason, category, quantity } of list) {
        const life = /^life_(\d+)$/.exec(reason)?.[1];
        if (life === undefined) this.account.reported(category, quantity);
        else count(this.arrived.reports, Number(life), quantity);
      }
    }
  }

  #bookBuckets(payload: Buffer): void {
    type Bucket = { name: string; value: number; tags: Record<string, string> };
    for (const { name, value, tags } of JSON.parse(payload.toString()) as Bucket[]) {
      const life = /^life-(\d+)@/.exec(tags.release ?? "")?.[1];
      if (name === "c:sessions/session@none" && life !== undefined)
        count(this.arrived.sessions, Number(life), value);
    }
  }

  /** A session on disk that nobody has made buckets of yet. */
  #bookUnmerged(payload: Buffer): void {
    const { attrs } = JSON.parse(payload.toString()) as { attrs: { release: string } };
    count(this.arrived.sessions, Number(/^life-(\d+)@/.exec(attrs.release)?.[1]), 1);
  }

  [Symbol.dispose](): void {
    this.#sending = false;
    void this.#relay?.kill();
    this.sentry.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function count(of: number[], index: number, quantity: number): void {
  of[index] = (of[index] ?? 0) + quantity;
}
