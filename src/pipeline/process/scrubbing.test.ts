import { describe, expect, test } from "bun:test";
import type { ContentType } from "../../domain/protocol/content-type.ts";
import type { Item } from "../../domain/protocol/item.ts";
import { utf8Text } from "../../kernel/base/bytes.ts";
import { containing, EVENT_ID, element, envelope, item, NOW_MS, split } from "./testkit/process-bench.ts";

const SWITCHES = JSON.stringify({ scrubData: true, scrubDefaults: true, scrubIpAddresses: true });
const LOG: ContentType = "application/vnd.sentry.items.log+json";

function scrubbed(items: readonly Item[], sections: object, features?: readonly string[]) {
  return split(envelope(items), { config: { sections, ...(features && { features }) } });
}

function rules(applications: object): object {
  return { piiConfig: JSON.stringify({ applications }) };
}

function read(found: Item | undefined): Record<string, unknown> {
  return JSON.parse(utf8Text(found?.payload ?? new Uint8Array()));
}

const EVENT = {
  event_id: EVENT_ID,
  platform: "other",
  extra: { password: "x", mail: "a@b.cd" },
  user: { ip_address: "1.2.3.4" },
};

describe("what leaves", () => {
  test("is scrubbed by the project's rules, then by its switches", async () => {
    const both = { ...rules({ "extra.mail": ["@email:hash"] }), datascrubbingSettings: SWITCHES };
    const { items } = await scrubbed([item("event", EVENT)], both);
    expect(read(items[0])).toMatchObject({
      extra: { password: "[Filtered]", mail: "54BCF8FD0F8C2AB336CA288CCC2B2DEC0BE818A5" },
      user: { ip_address: null },
      _meta: { extra: { password: { "": { rem: [["@password:filter", "s", 0, 10]] } } } },
    });
  });

  test("is as it came where a project wants nothing", async () => {
    const { items } = await scrubbed([item("event", EVENT)], {});
    expect(read(items[0])).toMatchObject({ extra: EVENT.extra });
  });

  test("holds no personal data in logs; those without keep their bytes", async () => {
    const log = (value: string) => element({ body: "b", attributes: { k: { type: "string", value } } });
    const clean = containing("log", LOG, [log("x")]);
    const before = clean.payload;
    await scrubbed([clean], { datascrubbingSettings: SWITCHES });
    expect(clean.payload).toBe(before);
    const { items } = await scrubbed([containing("log", LOG, [log("my password")])], {
      datascrubbingSettings: SWITCHES,
    });
    expect(read(items[0])).toMatchObject({ items: [{ attributes: { k: { value: "[Filtered]" } } }] });
  });

  test("holds none in files that rules name, and the received bytes are not touched", async () => {
    const file = item("attachment", "mail a@b.cd", { filename: "a.txt" });
    const before = file.payload;
    const { items } = await scrubbed([file], rules({ "$attachments.'a.txt'": ["@email"] }));
    expect(utf8Text(items[0]?.payload as Uint8Array)).toBe("mail [email");
    expect(utf8Text(before)).toBe("mail a@b.cd");
  });
});

test("a recording that cannot be read is dropped with its event", async () => {
  const seconds = NOW_MS / 1000;
  const ids = { replay_id: EVENT_ID, event_id: EVENT_ID, segment_id: 0 };
  const event = item("replay_event", {
    ...ids,
    type: "replay_event",
    timestamp: seconds,
    platform: "javascript",
  });
  const { out, reasons } = await scrubbed(
    [event, item("replay_recording", "{}\nnothing")],
    rules({ $string: ["@email"] }),
    ["organizations:session-replay", "organizations:session-replay-recording-scrubbing"],
  );
  expect(out.flat()).toEqual([]);
  expect(reasons).toEqual(Array(2).fill("invalid_replay_recording replay 1"));
});
