import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Actor, WhenFull } from "../actor.ts";
import { type Address, within } from "../address.ts";
import type { LocalAddress } from "../local-address.ts";
import { Rig } from "../testkit/rig.ts";

/** The same plays in every run; another number plays others. */
const SEED = 20_261_124;

interface SinkProtocol {
  put(message: Message): number;
  urgent(message: Message): number;
  hang(message: Message): number;
  crash(message: Message): number;
}

interface Message {
  readonly from: string;
  readonly n: number;
  readonly body: Uint8Array;
}

type Kind = keyof SinkProtocol;
interface Sending {
  readonly kind: "send" | "ask";
  readonly from: number;
  readonly type: Kind;
  readonly bytes: number;
}

type Step = Sending | { readonly kind: "steps"; readonly steps: number } | { readonly kind: "cut" | "stop" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constantFrom("send" as const, "ask" as const),
      from: fc.nat(3),
      type: fc.oneof(
        { weight: 8, arbitrary: fc.constant<Kind>("put") },
        { weight: 4, arbitrary: fc.constant<Kind>("urgent") },
        { weight: 1, arbitrary: fc.constantFrom<Kind>("hang", "crash") },
      ),
      bytes: fc.nat(12),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant("steps" as const), steps: fc.nat(12) }) },
);
const end: fc.Arbitrary<Step> = fc.record({ kind: fc.constantFrom("cut" as const, "stop" as const) });

interface Play {
  readonly seed: number;
  readonly capacity: number;
  readonly maxBytes: number | undefined;
  readonly whenFull: WhenFull;
  readonly steps: readonly Step[];
}

const anyPlay: fc.Arbitrary<Play> = fc.record({
  seed: fc.integer({ min: 1 }),
  capacity: fc.integer({ min: 1, max: 12 }),
  maxBytes: fc.option(fc.integer({ min: 4, max: 40 }), { nil: undefined }),
  whenFull: fc.constantFrom<WhenFull>("refuse", "dropOldest"),
  steps: fc.array(step, { maxLength: 80 }),
});

/** A sink in Arbiter b; senders in b itself, in a, in c (which got the address from b), and in a once more through c. */
async function play({ seed, capacity, maxBytes, whenFull, steps }: Play, last: readonly Step[]) {
  const rig = new Rig(seed);
  const [a, b, c] = [rig.system("a"), rig.system("b"), rig.system("c")];
  const handled: { type: Kind; message: Message }[] = [];
  const take = (type: Kind) => (message: Message) => {
    handled.push({ type, message });
    return message.n;
  };
  const local = b.spawn<SinkProtocol>(
    "sink",
    (): Actor<SinkProtocol> => ({
      mailbox: {
        capacity,
        whenFull,
        urgent: ["urgent"],
        ...(maxBytes === undefined ? {} : { maxBytes }),
        weigh: (_, message) => (message as Message).body.byteLength,
      },
      handlers: {
        put: take("put"),
        urgent: take("urgent"),
        hang: (message) => {
          handled.push({ type: "hang", message });
          return new Promise<number>(() => {});
        },
        crash: (message) => {
          handled.push({ type: "crash", message });
          throw new Error("on purpose");
        },
      },
    }),
  );
  const { inbox } = (local as unknown as LocalAddress).cell;
  const [ab, cb, ca] = [rig.connect(a, b), rig.connect(c, b), rig.connect(c, a)];
  const fromA: Address<SinkProtocol> = ab.back(local);
  const fromC: Address<SinkProtocol> = cb.back(local);
  const senders = [local, fromA, fromC, ca.carry(fromC)];

  const check = (): void => {
    const { reservations } = inbox;
    expect(reservations.slots).toBeGreaterThanOrEqual(0);
    expect(reservations.bytes).toBeGreaterThanOrEqual(0);
    expect(reservations.urgentSlots).toBeGreaterThanOrEqual(0);
    const ordinary = inbox.ordinarySize;
    expect(ordinary + (whenFull === "refuse" ? reservations.slots : 0)).toBeLessThanOrEqual(capacity);
    expect(inbox.urgentSize + reservations.urgentSlots).toBeLessThanOrEqual(capacity);
    if (maxBytes !== undefined)
      expect(inbox.bytes + (whenFull === "refuse" ? reservations.bytes : 0)).toBeLessThanOrEqual(maxBytes);
  };
  let n = 0;
  const accepted: { type: Kind; message: Message }[] = [];
  const asks: { settled: boolean }[] = [];
  for (const each of [...steps, ...last]) {
    if (each.kind === "steps") await rig.steps(each.steps);
    else if (each.kind === "cut") for (const link of [ab, cb, ca]) link.cut();
    else if (each.kind === "stop") void b.stop("immediate");
    else if ("from" in each) {
      const message = { from: String(each.from), n: n++, body: new Uint8Array(each.bytes) };
      const to = senders[each.from] as Address<SinkProtocol>;
      if (each.kind === "send") {
        if (to.send(each.type, message)) accepted.push({ type: each.type, message });
      } else {
        const ask = { settled: false };
        asks.push(ask);
        void to.ask(each.type, message, within(1_000)).then(
          () => {
            ask.settled = true;
          },
          () => {
            ask.settled = true;
          },
        );
      }
    }
    check();
  }
  await rig.advance(100);
  check();
  return { rig, a, b, c, inbox, handled, accepted, asks, ab, cb, ca, senders };
}

const isIn = (kinds: readonly string[], { type }: { type: string }): boolean => kinds.includes(type);

test("bounds hold for all senders together, and order for each sender and lane", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlay, async (what) => {
      const { handled } = await play(what, []);
      for (const lane of [["urgent"], ["put", "hang", "crash"]]) {
        const last = new Map<string, number>();
        for (const { message } of handled.filter((each) => isIn(lane, each))) {
          expect(message.n).toBeGreaterThan(last.get(message.from) ?? -1);
          last.set(message.from, message.n);
        }
      }
    }),
    { numRuns: 150, seed: SEED },
  );
});

test("what was accepted is handled once, where nothing is dropped or lost", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlay, async (what) => {
      const { handled, accepted } = await play({ ...what, whenFull: "refuse" }, []);
      const seen = handled.map(({ message }) => message.n);
      expect(new Set(seen).size).toBe(seen.length);
      for (const { message } of accepted) expect(seen).toContain(message.n);
    }),
    { numRuns: 150, seed: SEED },
  );
});

test("no credit leaks: once the links are cut, nothing is reserved, whatever went before", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlay, async (what) => {
      const { inbox, rig } = await play(what, [{ kind: "cut" }]);
      await rig.advance(2_000);
      const { slots, bytes, urgentSlots, claimants } = inbox.reservations;
      expect({ slots, bytes, urgentSlots, claimants: claimants.size }).toEqual({
        slots: 0,
        bytes: 0,
        urgentSlots: 0,
        claimants: 0,
      });
    }),
    { numRuns: 100, seed: SEED },
  );
});

test("a sender that waits for room gets it: after any play, every sender can send again", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlay, fc.nat(12), async (what, bytes) => {
      const { rig, senders, handled } = await play(what, []);
      let n = 1_000_000;
      for (const type of ["put", "urgent"] as const) {
        for (const [from, to] of senders.entries()) {
          let sent = false;
          for (let tries = 0; tries < 6 && !sent; tries++) {
            sent = to.send(type, { from: `late-${from}`, n: n++, body: new Uint8Array(bytes) });
            await rig.advance(30);
          }
          expect(sent).toBe(true);
          expect(handled.some(({ message }) => message.from === `late-${from}`)).toBe(true);
        }
      }
    }),
    { numRuns: 100, seed: SEED },
  );
});

test("every ask is settled: by reply, refusal, crash, stop, deadline, or the loss of the Arbiter", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyPlay,
      fc.option(end, { nil: undefined }),
      fc.array(step, { maxLength: 10 }),
      async (what, last, late) => {
        const { rig, asks } = await play(what, last ? [last, ...late] : []);
        await rig.advance(600_000); // of which the asks give themselves one second
        expect(asks.filter(({ settled }) => !settled)).toEqual([]);
      },
    ),
    { numRuns: 150, seed: SEED },
  );
});

test("what is lost with an Arbiter and was not handled comes back, in both lanes", async () => {
  await fc.assert(
    fc.asyncProperty(anyPlay, async (what) => {
      const steps = what.steps.filter((each) => !("from" in each) || each.from === 1);
      const { rig, handled, accepted } = await play({ ...what, whenFull: "refuse", steps: [] }, [
        ...steps,
        { kind: "cut" },
      ]);
      const back = rig.undelivered.map(({ message }) => (message as Message).n);
      const seen = handled.map(({ message }) => message.n);
      for (const { message } of accepted) expect([...back, ...seen]).toContain(message.n);
      expect(new Set(back).size).toBe(back.length);
    }),
    { numRuns: 100, seed: SEED },
  );
});
