/** Mixed traffic whose envelopes can be told apart: invented ones of the bench, and those that SDKs were recorded with. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  attachmentEnvelope,
  errorEnvelope,
  logsEnvelope,
  sessionEnvelope,
  transactionEnvelope,
} from "../../bench/load/traffic/payloads.ts";
import { Random } from "../../bench/load/traffic/requests.ts";
import { idOf } from "../support/traffic.ts";
import { readWireEnvelope, type WireItem } from "../support/wire-envelope.ts";

const FIXTURES = join(import.meta.dir, "../fixtures/sdk");

/** How much of what: data category → quantity. */
export type Amounts = Readonly<Record<string, number>>;

export interface Template {
  readonly name: string;
  readonly amounts: Amounts;
  /** Its bytes with the id that `n` stands for. */
  make(n: number): Buffer;
}

/** Half of it invented, half recorded; client reports are left out, since the account reads the relay's own. */
export function mixedTraffic(): Template[] {
  const random = new Random(11);
  const invented = [
    ...times(8, (): [string, Buffer] => ["error", errorEnvelope(random)]),
    ...times(4, (): [string, Buffer] => ["transaction", transactionEnvelope(random, 5 + random.next(40))]),
    ...times(4, (): [string, Buffer] => ["session", sessionEnvelope(random)]),
    ...times(3, (): [string, Buffer] => ["logs", logsEnvelope(random, 1 + random.next(30))]),
    ["attachment", attachmentEnvelope(random, 20_000)] as [string, Buffer],
  ];
  const recorded = readdirSync(FIXTURES, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".envelope") && !file.includes("client_report"))
    .toSorted()
    .map((file): [string, Buffer] => [file, readFileSync(join(FIXTURES, file))]);
  return [...invented, ...recorded].map(([name, bytes]) => template(name, bytes));
}

/** What the items count as, in the categories of client reports; a rule of the account's own, not the relay's. */
export function amountsOf(items: readonly WireItem[]): Amounts {
  const amounts: Record<string, number> = {};
  for (const item of items) {
    const category = CATEGORIES[item.type];
    if (category === undefined) continue;
    const count = Number(item.headers.item_count ?? 1);
    amounts[category] = (amounts[category] ?? 0) + (category === "attachment" ? item.payload.length : count);
  }
  return amounts;
}

const CATEGORIES: Readonly<Record<string, string>> = {
  event: "error",
  transaction: "transaction",
  attachment: "attachment",
  session: "session",
  sessions: "session",
  log: "log_item",
  span: "span",
  check_in: "monitor",
  feedback: "feedback",
  user_report: "feedback",
  replay_event: "replay",
  replay_recording: "replay",
};

function template(name: string, bytes: Buffer): Template {
  const newline = bytes.indexOf(0x0a);
  const { dsn: _, ...headers } = JSON.parse(bytes.toString("utf8", 0, newline)) as Record<string, unknown>;
  const rest = bytes.subarray(newline);
  return {
    name,
    amounts: amountsOf(readWireEnvelope(bytes).items),
    make: (n) => Buffer.concat([Buffer.from(JSON.stringify({ ...headers, event_id: idOf(n) })), rest]),
  };
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
