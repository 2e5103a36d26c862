import { describe, expect, test } from "bun:test";
import { readWireEnvelope } from "../../../test/support/wire-envelope.ts";
import { trafficOf } from "./all.ts";
import { errorEnvelope, transactionEnvelope } from "./payloads.ts";
import { Random } from "./requests.ts";

describe("bench traffic", () => {
  test("is the same in every run", () => {
    expect(trafficOf("mixed", 1)).toEqual(trafficOf("mixed", 1));
  });

  test("has the sizes that the cases are named for", () => {
    const random = new Random(1);
    expect(errorEnvelope(random).length).toBeWithin(1600, 1850);
    expect(transactionEnvelope(random, 310).length).toBeWithin(95_000, 110_000);
    expect(readWireEnvelope(errorEnvelope(random)).items.map(({ type }) => type)).toEqual(["event"]);
  });

  test("knows no other name", () => {
    expect(() => trafficOf("foo", 1)).toThrow("no traffic called foo");
  });
});
