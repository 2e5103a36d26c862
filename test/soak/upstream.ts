import { Database } from "bun:sqlite";
import { decodeBody } from "../support/decode.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import type { Fault, FaultRule } from "../support/fault-script.ts";
import { readWireEnvelope, type WireEnvelope } from "../support/wire-envelope.ts";
import type { Account, Whereabouts } from "./account.ts";
import { amountsOf } from "./traffic.ts";

/** What the upstream does for a while. */
export interface Phase {
  readonly name: string;
  readonly fault?: Fault;
  readonly rule?: Omit<FaultRule, "fault">;
  readonly refuses?: boolean;
  /** How the relay ends in the middle of it, to be started again at once. */
  readonly restart: "SIGKILL" | "SIGTERM";
}

const LIMITS = { "x-sentry-rate-limits": "2:error:organization:quota", "retry-after": "2" };
/** Answers that mean "again later" to a relay; every other one is final. */
const RETRIED: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Kills fall into phases in which much waits. Where the relay learns limits it is stopped gently, so that its reports of
 * what it dropped can be counted.
 */
export const PHASES: readonly Phase[] = [
  { name: "healthy", restart: "SIGKILL" },
  { name: "slow", fault: { kind: "slow", ms: 100 }, restart: "SIGKILL" },
  { name: "resetting", fault: { kind: "reset" }, restart: "SIGTERM" },
  { name: "answering 503", fault: { kind: "status", status: 503 }, restart: "SIGKILL" },
  { name: "refusing", refuses: true, restart: "SIGKILL" },
  { name: "healthy again", restart: "SIGTERM" },
  {
    name: "answering 429",
    fault: { kind: "status", status: 429, headers: LIMITS },
    rule: { times: 20 },
    restart: "SIGTERM",
  },
  { name: "answering 500", fault: { kind: "status", status: 500 }, rule: { times: 20 }, restart: "SIGTERM" },
];

/** The fake Sentry, booking what it gets; holds nothing back, so that it can run for days. */
export class SoakUpstream {
  readonly #sentry = FakeSentry.start();
  readonly #account: Account;
  #phase: Phase | undefined;
  arrivals = 0;

  constructor(account: Account) {
    this.#account = account;
  }

  get url(): string {
    return this.#sentry.url;
  }

  enter(phase: Phase): void {
    this.book();
    this.#sentry.heal();
    this.#phase = phase;
    if (phase.refuses) this.#sentry.refuse();
    if (phase.fault) this.#sentry.fail(phase.fault, phase.rule);
  }

  /** Books what arrived since the last time. */
  book(): void {
    const { requests, envelopes } = this.#sentry;
    this.arrivals += envelopes.length;
    for (const envelope of envelopes) this.#bookEnvelope(envelope, "delivered");
    for (const { fault, path, body } of requests) {
      if (fault !== "status" || !path.endsWith("/envelope/") || !this.#isFinal()) continue;
      this.#bookEnvelope(readWireEnvelope(body), "refused");
    }
    this.#sentry.forget();
  }

  /** @throws Error with what no relay should ever send */
  stop(): void {
    this.book();
    this.#sentry.stop();
  }

  #isFinal(): boolean {
    const fault = this.#phase?.fault;
    return fault?.kind === "status" && !RETRIED.has(fault.status);
  }

  #bookEnvelope({ headers, items }: WireEnvelope, where: Whereabouts): void {
    for (const { type, payload } of items) if (type === "client_report") this.#bookReport(payload);
    if (typeof headers.event_id === "string")
      this.#account.found(Number.parseInt(headers.event_id, 16), where, amountsOf(items));
  }

  #bookReport(payload: Buffer): void {
    const report = JSON.parse(payload.toString()) as Readonly<Record<string, unknown>>;
    for (const list of Object.values(report)) {
      if (!Array.isArray(list)) continue;
      for (const { category, quantity } of list) this.#account.reported(category, quantity);
    }
  }
}

/** Books what lies in the spool of a relay that has ended. @returns how many envelopes */
export function bookSpool(path: string, account: Account): number {
  using database = new Database(path);
  const rows = database.query<{ envelope: Uint8Array }, []>("SELECT envelope FROM envelopes").all();
  for (const { envelope } of rows) {
    const { headers, items } = readWireEnvelope(decodeBody(Buffer.from(envelope), "zstd"));
    if (typeof headers.event_id === "string")
      account.found(Number.parseInt(headers.event_id, 16), "spooled", amountsOf(items));
  }
  return rows.length;
}
