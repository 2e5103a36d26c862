import type { RawRequest } from "../../support/raw-client.ts";
import {
  type Case,
  contentType,
  EVENT,
  envelope,
  FORM,
  form,
  post,
  type Slot,
  type Suite,
  sentryAuth,
} from "../case.ts";

const ATTACHED = envelope(
  {},
  [{ type: "event" }, "{}"],
  [{ type: "attachment" }, "x"],
  [{ type: "session" }, "{}"],
);

const send = (slot: Slot, body: Uint8Array = EVENT): RawRequest =>
  post(`/api/${slot.project}/envelope/`, body, sentryAuth(slot));

/** The upstream answers the first envelope with these headers; then come the others. */
const limited = (
  name: string,
  headers: Readonly<Record<string, string>>,
  then: (slot: Slot) => readonly RawRequest[] = (slot) => [send(slot)],
  status = 429,
): Case => ({
  name: `rate limit: ${name}`,
  upstream: { kind: "status", status, headers, body: "{}" },
  requests: (slot) => [send(slot), ...then(slot)],
});

/** Expiry far off, so that both relays answer the same number of seconds. */
const limits = (text: string) => ({ "x-sentry-rate-limits": text });

export const rateLimits: Suite = {
  name: "rate limits",
  cases: [
    limited("error of the organization", limits("6000:error:organization:foo")),
    limited("all categories", limits("6000::key:generic")),
    limited("no reason", limits("6000:error:project")),
    limited("two limits", limits("6000:error:organization:foo, 7000:attachment:key:bar")),
    limited("two categories", limits("6000:error;attachment:organization:foo")),
    limited("namespaces", limits("6000:metric_bucket:organization::sessions")),
    limited("unknown category", limits("6000:foo:organization:x")),
    limited("unknown and known category", limits("6000:foo;error:organization:x")),
    limited("unknown scope", limits("6000:error:planet:x")),
    limited("transaction", limits("6000:transaction:organization:x"), (slot) => [
      send(slot),
      send(slot, envelope({}, [{ type: "transaction" }, "{}"])),
      send(slot, envelope({}, [{ type: "span" }, "{}"])),
    ]),
    limited("attachment only", limits("6000:attachment:organization:x"), (slot) => [
      send(slot, ATTACHED),
      send(slot),
    ]),
    limited("error takes attachments along", limits("6000:error:organization:x"), (slot) => [
      send(slot, ATTACHED),
    ]),
    limited("session", limits("6000:session:organization:x"), (slot) => [
      send(slot, envelope({}, [{ type: "session" }, "{}"])),
      send(slot, ATTACHED),
    ]),
    ...(
      [
        "log_item",
        "log_byte",
        "replay",
        "profile",
        "monitor",
        "feedback",
        "span",
        "trace_metric",
        "default",
      ] as const
    ).map((category) =>
      limited(`items under ${category}`, limits(`6000:${category}:organization:x`), (slot) =>
        [
          "log",
          "replay_recording",
          "profile",
          "check_in",
          "feedback",
          "user_report",
          "span",
          "trace_metric",
          "foo",
        ].map((type) => send(slot, envelope({}, [{ type }, "{}"]))),
      ),
    ),
    limited("item header blanks", limits(" 6000 : error : organization : foo ")),
    limited("broken entries", limits("x, 6000:error:organization:ok, :::")),
    limited("Retry-After", { "retry-after": "6000" }),
    limited("Retry-After as a float", { "retry-after": "5999.2" }),
    limited("Retry-After negative", { "retry-after": "-5" }),
    limited("Retry-After no number", { "retry-after": "soon" }),
    limited("Retry-After beside limits", { "retry-after": "9000", ...limits("6000:session:organization") }),
    limited("neither header", {}),
    limited("limits with 200", limits("6000:error:organization:foo"), undefined, 200),
    limited("store", limits("6000:error:organization:foo"), (slot) => [
      post(`/api/${slot.project}/store/`, "{}", sentryAuth(slot)),
      { method: "GET", target: `/api/${slot.project}/store/?sentry_key=${slot.key}&sentry_data={}` },
    ]),
    limited("security", limits("6000:security:organization:foo"), (slot) => [
      post(
        `/api/${slot.project}/security/`,
        "[{},{}]",
        sentryAuth(slot),
        contentType("application/reports+json"),
      ),
    ]),
    limited("attachments route", limits("6000:attachment:organization:foo"), (slot) => [
      post(
        `/api/${slot.project}/events/9ec79c33ec9942ab8353589fcb2e04dc/attachments/`,
        form({ name: "a", filename: "a", body: "x" }),
        sentryAuth(slot),
        FORM,
      ),
    ]),
    limited("silent routes", limits("6000::organization:foo"), (slot) => [
      post(`/api/${slot.project}/unreal/${slot.key}/`, "x"),
      post(`/api/${slot.project}/minidump/`, "MDMP", sentryAuth(slot), contentType("application/x-dmp")),
      { method: "GET", target: `/api/${slot.project}/cron/a/${slot.key}/?status=ok` },
      post(`/api/${slot.project}/nel/`, "[]", sentryAuth(slot), contentType("application/json")),
    ]),
    limited("otlp", limits("6000::organization:foo"), (slot) => [
      post(
        `/api/${slot.project}/integration/otlp/v1/traces/`,
        "{}",
        sentryAuth(slot),
        contentType("application/json"),
      ),
      post(
        `/api/${slot.project}/integration/otlp/v1/logs/`,
        "",
        sentryAuth(slot),
        contentType("application/x-protobuf"),
      ),
      post(
        `/api/${slot.project}/integration/vercel/logs/`,
        "[]",
        sentryAuth(slot),
        contentType("application/json"),
      ),
    ]),
    limited("upstream 500 is final", {}, undefined, 500),
    limited("upstream 400 is final", {}, undefined, 400),
    limited("upstream 413 is final", {}, undefined, 413),
  ],
};
