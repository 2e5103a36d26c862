import { expect, test } from "bun:test";
import { readWireEnvelope } from "../support/wire-envelope.ts";
import { Account } from "./account.ts";
import { amountsOf, mixedTraffic } from "./traffic.ts";

const ERROR = { error: 1 };

test("what was acknowledged is delivered, refused, reported, spooled or lost", () => {
  const account = new Account();
  const numbers = Array.from({ length: 7 }, () => account.next(ERROR));
  for (const n of numbers.slice(0, 5)) account.answered(n, 200);
  account.answered(5, 429);
  account.answered(6, 503);
  account.found(0, "delivered", ERROR);
  account.found(0, "delivered", ERROR);
  account.found(1, "refused", ERROR);
  account.found(2, "spooled", ERROR);
  account.found(6, "delivered", ERROR);
  account.reported("error", 1);
  account.ended("SIGKILL");
  expect(account.lines()).toEqual([
    { category: "error", offered: 6, delivered: 1, refused: 1, reported: 1, spooled: 1, lost: 2, killed: 2 },
  ]);
  expect(account.copies).toEqual({ twice: 1, most: 2 });
  expect(account.acknowledged).toBe(5);
});

test("a stop is no excuse for a loss", () => {
  const account = new Account();
  account.answered(account.next(ERROR), 200);
  account.ended("SIGTERM");
  expect(account.lines()).toMatchObject([{ lost: 1, killed: 0 }]);
});

test("every kind of traffic counts as something, and keeps that under its number", () => {
  for (const { name, amounts, make } of mixedTraffic()) {
    const envelope = readWireEnvelope(make(17));
    expect([name, Number.parseInt(String(envelope.headers.event_id), 16)]).toEqual([name, 17]);
    expect(amountsOf(envelope.items)).toEqual(amounts);
    expect([name, Object.keys(amounts).length > 0]).toEqual([name, true]);
  }
});
