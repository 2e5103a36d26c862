import { type Case, envelope, one, post, type Suite, sentryAuth } from "../case.ts";

/** An envelope body as written, `␊` standing for a newline. */
const vector = (text: string): Case =>
  one(
    `envelope bytes: ${text.replaceAll(/[^\x20-\x7e␊]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)}`,
    (slot) =>
      post(
        `/api/${slot.project}/envelope/`,
        text
          .replaceAll("␊", "\n")
          .replaceAll("<key>", slot.key)
          .replaceAll("<project>", String(slot.project)),
        sentryAuth(slot),
      ),
  );

const VECTORS = [
  "{}",
  "{}␊",
  "{}␊␊␊",
  "␊",
  "  ␊ ",
  "{} ␊",
  "{}\r␊",
  "[]␊",
  "null",
  "{",
  "nonsense",
  '{}␊{"type":"event"}␊{"a":1}',
  '{}␊{"type":"event"}␊{"a":1}␊',
  '{}␊{"type":"event"}␊{"a":1}␊␊',
  '{}␊␊{"type":"event"}␊{"a":1}␊',
  '{}␊{"type":"event"}␊{"a":1}␊␊{"type":"attachment"}␊x␊',
  '{}␊{"type":"event"}',
  '{}␊{"type":"event"}␊',
  '{}␊{"type":"event"}␊␊',
  '{}␊{"type":"attachment","length":3}␊a␊b',
  '{}␊{"type":"attachment","length":3}␊a␊b␊',
  '{}␊{"type":"event","length":2}␊abc',
  '{}␊{"type":"event","length":30}␊abc',
  '{}␊{"type":"event","length":18446744073709551615}␊abc',
  '{}␊{"type":"event","length":null}␊abc',
  '{}␊{"type":"event","length":"3"}␊abc',
  '{}␊{"type":"event","length":3.0}␊abc',
  '{}␊{"type":"event","length":3.5}␊abc',
  '{}␊{"type":"event","length":-1}␊abc',
  '{}␊{"length":3}␊abc',
  '{}␊{"type":5}␊abc',
  '{}␊{"type":null}␊abc',
  "{}␊[]␊abc",
  '{"event_id":"zz"}␊',
  '{"sent_at":123}␊',
  '{"trace":{"x":1}}␊{"type":"event"}␊{}',
  `{"dsn":"http://${"2".repeat(32)}@x/<project>"}␊`,
  '{"dsn":"http://<key>@x/<project>"}␊{"type":"event"}␊{}',
  '{}␊{"type":"foo"}␊x',
  '{}␊{"type":"Event"}␊{}',
  '{}␊{"type":"event","length":0}␊␊{"type":"foo","length":0}␊␊',
  '{}␊{"type":"event","length":0}␊{"type":"foo"}␊x',
  "\ufeff{}␊",
  "\0{}␊",
  '{"version":"7"}␊',
  '{"event_id":null}␊{"type":"event"}␊{}',
  '{"trace":null}␊{"type":"event"}␊{}',
  '{"foo":1,"foo":2}␊{"type":"event"}␊{}',
  '{"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","event_id":"9ec79c33ec9942ab8353589fcb2e04dc"}␊',
  '{"required_features":["foo"]}␊{"type":"foo"}␊x',
  '{}␊{"type":"event"}␊{}␊{"type":"form_data"}␊x',
  '{}␊{"type":"event"}␊{}␊{"type":"event"}␊{}',
  '{}␊{"type":"event"}␊{}␊{"type":"transaction"}␊{}',
  '{}␊{"type":"replay_event"}␊{}␊{"type":"replay_recording"}␊{}',
  '{}␊{"type":"attachment","attachment_type":"zz"}␊x',
  '{}␊{"type":"attachment","attachment_type":null}␊x',
  '{}␊{"type":"attachment","attachment_type":"event.minidump"}␊MDMP',
  '{}␊{"type":"attachment","filename":"dying_message.dat"}␊sntrx',
  '{"client_hints":{"sec_ch_ua":"x"}}␊{"type":"event"}␊{}',
  '{}␊{"type":"integration"}␊x',
  '{"a":1.0,"b":12345678901234567890,"c":1e400}␊{"type":"event"}␊{}',
  '{"a":1.0,"b":12345678901234567890,"c":1e5}␊{"type":"event"}␊{}',
  '{"a":"\\u00e9\\/\\ud83d\\ude00"}␊{"type":"event"}␊{}',
  '{"a":"\\ud800"}␊{"type":"event"}␊{}',
  '{ "b" : 1 , "a" : [ 1 , 2 ] }␊{ "z" : 1 , "type" : "event" , "a" : "b" }␊{}',
  '{␊"a":␊1}␊{"type":␊"event"}␊{}',
  '{}␊{"filename":"x","content_type":"text/plain","type":"attachment","length":1,"zz":1,"aa":2}␊x␊',
  '{}␊{"type":"attachment","content_type":"Text/Plain","filename":5,"length":1}␊x␊',
  '{}␊{"type":"event","content_type":"application/json; charset=UTF-8"}␊{}',
  '{}␊{"type":"attachment","content_type":"weird/thing"}␊x',
  '{}␊{"type":"log","item_count":2,"content_type":"application/vnd.sentry.items.log+json","length":14}␊{"items":[1,2]␊',
  '{}␊{"type":"log","item_count":2,"content_type":"application/vnd.sentry.items.log+json"}␊{"items":[1,2]}␊',
  '{}␊{"type":"log","item_count":"2"}␊{}␊',
  '{}␊{"type":"profile_chunk_ui"}␊{}␊',
  '{}␊{"type":"profile","platform":"cocoa","sampled":false}␊{}␊',
  '{}␊{"type":"transaction","span_count":3}␊{"spans":[{},{}]}␊',
  '{}␊{"type":"transaction"}␊{"spans":[{},{}]}␊',
  '{}␊{"type":"attachment","meta_length":1,"span_id":null,"attachment_length":7,"length":2}␊xx␊',
  '{}␊{"type":"attachment","span_id":"0123456789abcdef"}␊xx␊',
  '{}␊{"type":"session"}␊{}␊{"type":"sessions"}␊{}␊',
  '{}␊{"type":"client_report"}␊{"discarded_events":[{"reason":"x","category":"error","quantity":1}]}␊',
  '{}␊{"type":"metric_buckets"}␊[]␊',
  '{}␊{"type":"statsd"}␊a:1|c␊',
  '{}␊{"type":"check_in"}␊{}␊',
  '{}␊{"type":"user_report"}␊{}␊',
  '{}␊{"type":"feedback"}␊{}␊',
  '{}␊{"type":"raw_security"}␊{}␊',
  '{}␊{"type":"unreal_report"}␊x␊',
  '{}␊{"type":"replay_video"}␊x␊',
  '{}␊{"type":"span"}␊{}␊',
  '{}␊{"type":"trace_metric"}␊{}␊',
  '{}␊{"type":"attachment","sampled":false,"fully_normalized":true}␊x␊',
  '{}␊{"type":"event","sampled":"x","item_count":1.5}␊{}␊',
  "{}␊{",
  '{}␊{"type":"event"} ␊{}',
];

const many = (count: number): Case =>
  one(`envelope: ${count} items`, (slot) =>
    post(
      `/api/${slot.project}/envelope/`,
      envelope({}, ...Array.from({ length: count }, () => [{ type: "foo" }, "x"] as const)),
      sentryAuth(slot),
    ),
  );

const nested = (depth: number): Case =>
  one(`envelope: header nested ${depth} deep`, (slot) =>
    post(
      `/api/${slot.project}/envelope/`,
      `{"a":${"[".repeat(depth)}${"]".repeat(depth)}}\n`,
      sentryAuth(slot),
    ),
  );

export const envelopeFormat: Suite = {
  name: "envelope format",
  cases: [
    ...VECTORS.map(vector),
    one("envelope: empty body", (slot) => post(`/api/${slot.project}/envelope/`, "", sentryAuth(slot))),
    one("envelope: no UTF-8 payload", (slot) =>
      post(
        `/api/${slot.project}/envelope/`,
        envelope({}, [{ type: "event", length: 4 }, Buffer.from("fffe000a", "hex")]),
        sentryAuth(slot),
      ),
    ),
    one("envelope: no UTF-8 header", (slot) =>
      post(`/api/${slot.project}/envelope/`, Buffer.from('{"a":"\xff"}\n', "latin1"), sentryAuth(slot)),
    ),
    many(500),
    many(501),
    nested(50),
    nested(126),
    nested(200),
    nested(5000),
  ],
};
