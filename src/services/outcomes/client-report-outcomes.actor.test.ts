import { expect, test } from "bun:test";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import type { JournalEntry, JournalProtocol } from "../journal/protocol.ts";
import { type ClientReport, ClientReportOutcomes } from "./client-report-outcomes.actor.ts";
import type { OutcomesProtocol, OutcomesSource } from "./protocol.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const outcome = (changes: Partial<Outcome>): Outcome => ({
  timestampMs: 1_795_488_605_000,
  scoping: { projectId: "42", publicKey: KEY },
  kind: "rate_limited",
  reason: "foo",
  category: "error",
  quantity: 1,
  ...changes,
});

function setUp() {
  const system = TestSystem.start();
  const sent: ClientReport[] = [];
  const way = { isOpen: true };
  const outcomes = system.spawn<OutcomesProtocol>(
    () =>
      new ClientReportOutcomes({
        bucketIntervalMs: 10_000,
        initialDelayMs: 30_000,
        send: (report) => {
          if (way.isOpen) sent.push(report);
          return way.isOpen;
        },
      }) as never,
  );
  return { system, sent, way, outcomes };
}

test("adds up per key, slot, reason and category, and sends after the delay", async () => {
  const { system, sent, outcomes } = setUp();
  for (let i = 0; i < 3; i++) outcomes.send("track", [outcome({})]);
  outcomes.send("track", [outcome({ kind: "client_discard", reason: "queue_overflow", quantity: 2 })]);
  const sampled = { kind: "filtered", reason: "Sampled:3000", category: "transaction" } as const;
  outcomes.send("track", [outcome({ timestampMs: 1_795_488_611_000, ...sampled })]);
  await system.advance(29_999);
  expect(sent).toEqual([]);
  await system.advance(1);
  expect(sent.map(({ json }) => json)).toEqual([
    '{"timestamp":1795488600,"discarded_events":[{"reason":"queue_overflow","category":"error","quantity":2}],"rate_limited_events":[{"reason":"foo","category":"error","quantity":3}]}',
    '{"timestamp":1795488610,"discarded_events":[],"filtered_sampling_events":[{"reason":"Sampled:3000","category":"transaction","quantity":1}]}',
  ]);
  await system.stop();
});

test("leaves out what client reports do not tell of", async () => {
  const { system, sent, outcomes } = setUp();
  outcomes.send("track", [outcome({ kind: "invalid", reason: "too_large:event" }), outcome({ quantity: 0 })]);
  outcomes.send("track", [outcome({ kind: "accepted" })]);
  await system.advance(60_000);
  expect(sent).toEqual([]);
  outcomes.send("track", [outcome({ kind: "invalid", reason: "missing_signature" })]);
  await system.advance(60_000);
  expect(sent).toHaveLength(1);
  await system.stop();
});

test("keeps what cannot be sent, and tries again", async () => {
  const { system, sent, way, outcomes } = setUp();
  way.isOpen = false;
  outcomes.send("track", [outcome({})]);
  await system.advance(31_500);
  way.isOpen = true;
  await system.advance(1_000);
  expect(sent).toHaveLength(1);
  await system.stop();
});

/** Collects what the journal is told, as a file would hold it. */
class Journaled {
  readonly system = TestSystem.start();
  readonly sent: ClientReport[] = [];
  readonly answers: ((isStored: boolean) => void)[] = [];
  readonly outcomes: Address<OutcomesSource>;
  entries: readonly JournalEntry[];

  constructor(entries: readonly JournalEntry[] = []) {
    this.entries = entries;
    const journal = this.system.spawn<Pick<JournalProtocol, "changed" | "entries">>({
      handlers: {
        changed: () => {},
        entries: ({ after, instead }) => {
          if (instead) this.entries = instead.added;
          return {
            entries: after === 0 ? entries : [],
            last: after === 0 && entries[0] ? 1 : undefined,
            until: 1,
          };
        },
      },
    });
    this.outcomes = this.system.spawn<OutcomesSource>(
      () =>
        new ClientReportOutcomes({
          bucketIntervalMs: 10_000,
          initialDelayMs: 30_000,
          journal,
          send: (report) => {
            this.sent.push(report);
            return new Promise((answer) => this.answers.push(answer));
          },
        }) as never,
    );
  }

  /** @returns what is on disk then */
  async round(wantsAll = false): Promise<readonly JournalEntry[]> {
    const asked = this.outcomes.ask("changes", { wantsAll });
    await this.system.settle();
    for (const { isAll, added, gone } of await asked) {
      const left = isAll ? [] : this.entries;
      const isGone = ({ part, key }: JournalEntry) =>
        gone.some((place) => place.part === part && place.key === key);
      this.entries = [...left, ...added].filter((entry) => !isGone(entry));
    }
    return this.entries;
  }

  /** Answers the oldest reports. */
  async answer(...stored: readonly boolean[]): Promise<void> {
    for (const isStored of stored) this.answers.shift()?.(isStored);
    await this.system.settle();
  }
}

test("outcomes are in the journal until the report that they became is on disk", async () => {
  const first = new Journaled();
  first.outcomes.send("track", [outcome({}), outcome({ scoping: { projectId: "43", publicKey: "b" } })]);
  expect(await first.round()).toHaveLength(2);
  await first.system.advance(30_000);
  expect(first.sent).toHaveLength(2);
  await first.answer(true);
  expect(await first.round()).toHaveLength(1);
  await first.answer(false); // it is tried again
  await first.system.advance(1_000);
  await first.answer(true);
  expect(first.sent).toHaveLength(3);
  expect(await first.round()).toEqual([]);
  await first.system.stop();
});

test("what an earlier process left is reported, with what came since", async () => {
  const first = new Journaled();
  first.outcomes.send("track", [outcome({})]);
  await first.system.advance(30_000); // on its way when it is killed
  first.outcomes.send("track", [outcome({ quantity: 2 })]);
  const [changes, all] = [await first.round(), await first.round(true)];
  for (const left of [changes, all]) {
    const second = new Journaled(left);
    second.outcomes.send("track", [outcome({ quantity: 4 })]);
    await second.system.advance(30_000);
    expect(second.sent.map(({ json }) => JSON.parse(json).rate_limited_events)).toEqual([
      [{ reason: "foo", category: "error", quantity: 7 }],
    ]);
    await second.system.stop();
  }
  await first.system.stop();
});
