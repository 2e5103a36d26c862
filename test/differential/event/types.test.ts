import { afterAll, beforeAll, describe, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { checkEvent } from "../../../src/domain/event/check.ts";
import { EventDocument } from "../../../src/domain/event/document.ts";
import { finishEvent } from "../../../src/domain/event/finish.ts";
import { utf8Bytes } from "../../../src/kernel/base/bytes.ts";
import { missing } from "../../support/needs.ts";
import { Oracle } from "../../support/oracle.ts";
import { arbitraryEvent } from "./arbitrary-event.ts";
import { expectSameEvent } from "./compare-events.ts";

const GENERATED = 500;
const corpus = readFileSync(join(import.meta.dir, "corpus/types.jsonl"), "utf8")
  .trimEnd()
  .split("\n");

/** Read and written again, nothing normalised. */
function ours(event: string): string {
  const document = EventDocument.parse(utf8Bytes(event));
  if (!document.ok) throw new Error(document.error.message);
  checkEvent(document.value, { constrained: false });
  finishEvent(document.value);
  return document.value.toText();
}

describe.skipIf(missing("python"))("types of an event's values, beside the wheel", () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await Oracle.start();
  }, 120_000);
  afterAll(() => oracle.stop());

  const compare = async (event: string) =>
    expectSameEvent(ours(event), await oracle.stripEvent({}, event), { madeUp: true });

  test(`${corpus.length} events made by hand`, async () => {
    for (const event of corpus) await compare(event);
  }, 60_000);

  test(`${GENERATED} events made up from the schema`, async () => {
    const events = fc.sample(arbitraryEvent, { numRuns: GENERATED, seed: 26 });
    for (const event of events) await compare(JSON.stringify(event));
  }, 60_000);
});
