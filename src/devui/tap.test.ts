import { describe, expect, test } from "bun:test";
import { Fault } from "../kernel/base/fault.ts";
import { err, ok } from "../kernel/base/result.ts";
import type { ItemSummary } from "../services/local-store/records.ts";
import { encodeEvent, STREAM_HEARTBEAT, STREAM_OPENING } from "./event-stream.ts";
import { EventStreamReader } from "./event-stream-reader.ts";
import { type TapDeps, tap } from "./tap.ts";
import { humanLine } from "./tap-line.ts";

const ITEM: ItemSummary = {
  id: 1,
  envelopeId: 1,
  position: 0,
  revision: 7,
  receivedAtMs: 0,
  project: "42",
  type: "event",
  title: "TypeError: \u001b[2Jno",
  subtitle: "main in a.ts:1",
  level: "error",
  count: 1,
  sizeBytes: 10,
  platform: "",
  sdk: "",
  release: "",
  environment: "",
  traceId: "",
  eventId: "",
  via: "dsn",
  copies: 1,
  fate: {
    outcome: "filtered",
    stage: "process",
    rule: "web-crawlers",
    reason: "web-crawlers",
    quantities: [],
  },
};

describe("tap", () => {
  /** A receiver that answers with each list of chunks in turn, then ends the tap. */
  function run(answers: (readonly Uint8Array[] | undefined)[], format: TapDeps["format"] = "json") {
    const end = new AbortController();
    const seen: { path: string; last: string | undefined }[] = [];
    const printed: string[] = [];
    const complained: string[] = [];
    const open: TapDeps["open"] = async (_, path, headers) => {
      seen.push({ path, last: headers["last-event-id"] });
      const answer = answers.shift();
      if (answers.length === 0) queueMicrotask(() => end.abort());
      if (answer === undefined) return err(new Fault("no", { code: "BATON_LOCAL_HTTP", source: "local" }));
      return ok({
        status: 200,
        chunks: (async function* () {
          yield* answer;
        })(),
      });
    };
    const code = tap(
      { project: "42", dropsOnly: true },
      {
        target: { socketPath: "x" },
        open,
        format,
        colours: false,
        signal: end.signal,
        pause: async () => {},
        print: (line) => printed.push(line),
        complain: (line) => complained.push(line),
      },
    );
    return { code, seen, printed, complained };
  }

  test("prints items, and goes on where it was after the receiver went away", async () => {
    const event = encodeEvent({ id: 7, event: "items", data: JSON.stringify([ITEM]) });
    const { code, seen, printed } = run([
      [STREAM_OPENING, event.subarray(0, 20), event.subarray(20)],
      undefined,
      [],
    ]);
    expect(await code).toBe(0);
    expect(printed.map((line) => JSON.parse(line).id)).toEqual([1]);
    expect(seen.map(({ last }) => last)).toEqual([undefined, "7", "7"]);
    expect(new URLSearchParams(seen[0]?.path.split("?")[1]).get("q")).toBe("project:42 fate:dropped");
  });

  test("an item comes again when its verdict changes, not for anything else", async () => {
    const changes = [ITEM, { ...ITEM, copies: 2 }, { ...ITEM, fate: { ...ITEM.fate, outcome: "stored" } }];
    const events = changes.map((item, i) =>
      encodeEvent({ id: i, event: "items", data: JSON.stringify([item]) }),
    );
    const { code, printed } = run([events, []]);
    await code;
    expect(printed.map((line) => JSON.parse(line).fate.outcome)).toEqual(["filtered", "stored"]);
  });

  test("says so when there is no receiver at all", async () => {
    const { code, complained } = run([undefined, []]);
    expect(await code).toBe(1);
    expect(complained[0]).toContain("baton dev");
  });
});

test("a line for a person says why, and lets no received text control the terminal", () => {
  const line = humanLine(ITEM, false);
  expect(line).toEndWith(
    "event         #42  TypeError:  [2Jno  main in a.ts:1  filtered (process): web-crawlers",
  );
});

test("the reader takes any cut of the stream", () => {
  const bytes = Buffer.concat([
    STREAM_OPENING,
    encodeEvent({ id: 1, event: "items", data: "ä\nb" }),
    STREAM_HEARTBEAT,
    encodeEvent({ data: "x" }),
  ]);
  for (let size = 1; size < bytes.length; size++) {
    const reader = new EventStreamReader();
    const events = [];
    for (let at = 0; at < bytes.length; at += size)
      events.push(...reader.read(bytes.subarray(at, at + size)));
    expect(events).toEqual([{ id: "1", event: "items", data: "ä\nb" }, { data: "x" }]);
  }
});
