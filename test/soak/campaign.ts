import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RelayProcess } from "../support/relay-process.ts";
import { sendEnvelope } from "../support/traffic.ts";
import { pause } from "../support/wait.ts";
import { Account, type AccountLine } from "./account.ts";
import { mixedTraffic, type Template } from "./traffic.ts";
import { bookSpool, PHASES, type Phase, SoakUpstream } from "./upstream.ts";

export type Durability = "watermark" | "before_answer";

export interface Findings {
  readonly title: string;
  /** More lines for the summary. */
  readonly notes?: readonly string[];
  readonly durability: Durability;
  readonly acknowledged: number;
  readonly lines: readonly AccountLine[];
  readonly statuses: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly stops: number;
  readonly copies: { readonly twice: number; readonly most: number };
  /** Requests in flight at most. */
  readonly concurrent: number;
  readonly idleRssBytes: number;
  readonly maxRssBytes: number;
  readonly budgetBytes: number;
  /** Ends with another exit code than 0, and log lines of severity error that no fault of the upstream explains. */
  readonly complaints: readonly string[];
}

const MIB = 2 ** 20;
const BUDGET_BYTES = 64 * MIB;
const CONCURRENT = 16;
const SENDERS = 12;
/** Between two envelopes of one sender: a steady load, not the most that the machine can do. */
const PAUSE_MS = 30;
const SAMPLE_MS = 200;
/** Nothing arrives for so long: everything that can be delivered is. */
const QUIET_MS = 3_000;
const SETTLE_LIMIT_MS = 120_000;

/** One durability choice under mixed traffic, for about `durationMs`; every phase of the upstream at least once. */
export class Campaign {
  readonly #durability: Durability;
  readonly #account = new Account();
  readonly #upstream = new SoakUpstream(this.#account);
  readonly #folder = mkdtempSync(join(tmpdir(), "soak-"));
  readonly #spool = join(this.#folder, "spool.db");
  readonly #templates: readonly Template[] = mixedTraffic();
  readonly #statuses: Record<string, number> = {};
  readonly #complaints: string[] = [];
  readonly #ends = { SIGKILL: 0, SIGTERM: 0 };
  #relay: RelayProcess | undefined;
  #sending = true;
  #maxRssBytes = 0;

  constructor(durability: Durability) {
    this.#durability = durability;
  }

  async run(durationMs: number, say: (line: string) => void): Promise<Findings> {
    const watching = setInterval(() => this.#watch(), SAMPLE_MS);
    try {
      this.#relay = await this.#start();
      const idleRssBytes = this.#relay.stats().rssBytes;
      const sending = Promise.all(Array.from({ length: SENDERS }, (_, i) => this.#send(i)));
      const rounds = Math.max(1, Math.round(durationMs / PHASES.length / 10_000));
      for (let round = 0; round < rounds; round++)
        for (const phase of PHASES) await this.#live(phase, durationMs / rounds / PHASES.length, say);
      this.#sending = false;
      await sending;
      await this.#settle();
      await this.#end("SIGTERM");
      this.#upstream.stop();
      bookSpool(this.#spool, this.#account);
      return this.#findings(idleRssBytes);
    } finally {
      clearInterval(watching);
      this.#sending = false;
      await this.#relay?.kill();
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  /** A phase of the upstream, with the end and a new start of the relay in its middle. */
  async #live(phase: Phase, durationMs: number, say: (line: string) => void): Promise<void> {
    this.#upstream.enter(phase);
    await pause(durationMs / 2);
    await this.#end(phase.restart);
    this.#relay = await this.#start();
    await pause(durationMs / 2);
    const { acknowledged } = this.#account;
    say(`${this.#durability}, upstream ${phase.name}, ${phase.restart}: ${acknowledged} acknowledged so far`);
  }

  #start(): Promise<RelayProcess> {
    return RelayProcess.start({
      folder: this.#folder,
      upstream: this.#upstream.url,
      config: {
        relay: { arbiters: 2 },
        http: { timeout: 2, outage_grace_period: 1, max_retry_interval: 1 },
        limits: { max_concurrent_requests: CONCURRENT, shutdown_timeout: 5 },
        spool: {
          envelopes: { path: this.#spool },
          baton: { write: this.#durability, memory_budget: `${BUDGET_BYTES / MIB}MiB` },
        },
      },
    });
  }

  async #end(how: "SIGKILL" | "SIGTERM"): Promise<void> {
    const relay = this.#relay;
    if (relay === undefined) return;
    this.#relay = undefined;
    if (how === "SIGKILL") await relay.kill();
    else {
      const { exitCode } = await relay.stop();
      if (exitCode !== 0) this.#complaints.push(`SIGTERM ended with ${exitCode}`);
    }
    this.#ends[how]++;
    this.#account.ended(how);
    const crashes = relay.log.split("\n").filter((line) => /crashed|internal error|Error:.*bug/i.test(line));
    this.#complaints.push(...crashes.slice(0, 5));
  }

  /** One sender, which rests while there is no relay. An answer that is cut off acknowledges nothing. */
  async #send(offset: number): Promise<void> {
    for (let i = offset; this.#sending; i += SENDERS) {
      await pause(PAUSE_MS);
      const relay = this.#relay;
      const template = this.#templates[i % this.#templates.length];
      if (relay === undefined || template === undefined) continue;
      const n = this.#account.next(template.amounts);
      const answer = await sendEnvelope(relay, template.make(n)).catch(() => undefined);
      if (answer !== undefined) this.#account.answered(n, answer.status);
      const status = answer?.status ?? "none";
      this.#statuses[status] = (this.#statuses[status] ?? 0) + 1;
    }
  }

  #watch(): void {
    this.#upstream.book();
    try {
      this.#maxRssBytes = Math.max(this.#maxRssBytes, this.#relay?.stats().peakRssBytes ?? 0);
    } catch {
      // It ended this moment.
    }
  }

  async #settle(): Promise<void> {
    this.#upstream.enter({ name: "healthy", restart: "SIGTERM" });
    const startMs = performance.now();
    for (let seen = -1; seen !== this.#upstream.arrivals; ) {
      seen = this.#upstream.arrivals;
      await pause(QUIET_MS);
      if (performance.now() - startMs > SETTLE_LIMIT_MS) throw new Error("the upstream never falls quiet");
    }
  }

  #findings(idleRssBytes: number): Findings {
    return {
      title: `proxy mode, spool.baton.write: ${this.#durability}`,
      durability: this.#durability,
      acknowledged: this.#account.acknowledged,
      lines: this.#account.lines(),
      statuses: this.#statuses,
      kills: this.#ends.SIGKILL,
      stops: this.#ends.SIGTERM,
      copies: this.#account.copies,
      concurrent: CONCURRENT,
      idleRssBytes,
      maxRssBytes: this.#maxRssBytes,
      budgetBytes: BUDGET_BYTES,
      complaints: this.#complaints,
    };
  }
}
