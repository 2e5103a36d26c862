import { beforeAll, describe, expect, test } from "bun:test";
import { missing } from "../support/needs.ts";
import type { ScrubbingCase } from "./scrubbing/case.ts";
import { DUMP_CASES } from "./scrubbing/dumps.ts";
import { EVENT_CASES } from "./scrubbing/events.ts";
import { FILE_CASES } from "./scrubbing/files.ts";
import { ITEM_CASES } from "./scrubbing/items.ts";
import { REPLAY_CASES } from "./scrubbing/replays.ts";
import { scrubAll } from "./scrubbing/run.ts";
import { TRACE_FILE_CASES } from "./scrubbing/trace-files.ts";

const GROUPS: Readonly<Record<string, readonly ScrubbingCase[]>> = {
  events: EVENT_CASES,
  files: FILE_CASES,
  dumps: DUMP_CASES,
  "attachments of traces": TRACE_FILE_CASES,
  replays: REPLAY_CASES,
  "logs, spans and metrics": ITEM_CASES,
};

describe.skipIf(missing("reference"))("scrubbing in managed mode, beside the reference", () => {
  const all = Object.values(GROUPS).flat();
  let theirs: ReadonlyMap<string, readonly unknown[]>;
  let ours: ReadonlyMap<string, readonly unknown[]>;

  beforeAll(async () => {
    theirs = await scrubAll(all, "reference");
    ours = await scrubAll(all, "baton");
  }, 120_000);

  test.each(Object.entries(GROUPS))("%s", (_name, cases) => {
    for (const { name } of cases) expect(ours.get(name), name).toEqual(theirs.get(name) as unknown[]);
  });
});
