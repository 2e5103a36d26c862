import { deflateSync } from "node:zlib";
import { byRules, DEFAULTS, EVENT_ID, json, type ScrubbingCase } from "./case.ts";

const nowSeconds = Math.floor(Date.now() / 1000);
const EVENT = {
  type: "replay_event",
  event_id: EVENT_ID,
  replay_id: EVENT_ID,
  segment_id: 0,
  replay_type: "session",
  timestamp: nowSeconds,
  replay_start_timestamp: nowSeconds - 5,
  urls: ["https://sentry.io?ssn=078-05-1120", "https://x/a@b.cd"],
  error_ids: [EVENT_ID],
  trace_ids: [],
  platform: "javascript",
  user: { id: "1", ip_address: "1.2.3.4", email: "a@b.cd" },
  tags: { a: "a@b.cd" },
  contexts: { foo: { password: "x" } },
  request: { url: "http://x", headers: { "User-Agent": "Mozilla/5.0", Authorization: "z" } },
};
const NOTED = {
  description: "a@b.cd x 1.2.3.4",
  category: "a@b.cd",
  data: { url: "http://u:p@h", password: "zz", list: ["a@b.cd"] },
  message: "a@b.cd",
};
const EVENTS = [
  { type: 5, timestamp: 1, data: { tag: "breadcrumb a@b.cd", payload: NOTED } },
  { type: 3, data: { payload: { description: "a@b.cd" } } },
  { type: 5, data: { payload: { data: "a@b.cd" } } },
  { type: 5, data: { payload: "a@b.cd" } },
];
const HEAD = '{"segment_id":0}\n';
const EMAIL = byRules({ $string: ["@email"] });
const CONFIGS: Readonly<Record<string, object>> = {
  switches: DEFAULTS,
  rules: EMAIL,
  both: {
    ...DEFAULTS,
    ...byRules({
      $string: ["@email:hash"],
      description: ["@anything:mask"],
      "data.payload.data.url": ["@anything:remove"],
    }),
  },
  all: byRules({ $string: ["@uuid"], "**": ["@anything:mask"] }),
};
const BROKEN: Readonly<Record<string, string>> = {
  "without head": JSON.stringify(EVENTS),
  "no JSON": `${HEAD}[1,`,
  "no pack": `${HEAD}xyz`,
  empty: HEAD,
  "no list": `${HEAD}{}`,
};

export const REPLAY_CASES: readonly ScrubbingCase[] = [
  ...Object.entries(CONFIGS).flatMap(([name, config]) => [
    replay(`${name}, plain`, config, Buffer.from(HEAD + JSON.stringify(EVENTS))),
    replay(
      `${name}, packed`,
      config,
      Buffer.concat([Buffer.from(HEAD), deflateSync(JSON.stringify(EVENTS))]),
    ),
  ]),
  ...Object.entries(BROKEN).map(([name, recording]) =>
    replay(`broken: ${name}`, EMAIL, Buffer.from(recording)),
  ),
];

function replay(name: string, config: object, recording: Buffer): ScrubbingCase {
  return {
    name: `replay: ${name}`,
    config: { ...config },
    header: { event_id: EVENT_ID },
    parts: [
      [{ type: "replay_event" }, json(EVENT)],
      [{ type: "replay_recording" }, recording],
    ],
  };
}
