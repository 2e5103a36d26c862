import { deflateSync } from "node:zlib";
import { type Case, contentType, EVENT, EVENT_ID, one, post, type Suite, sentryAuth } from "../case.ts";

const store = (name: string, body: Uint8Array | string, type?: string): Case =>
  one(`store: ${name}`, (slot) =>
    post(
      `/api/${slot.project}/store/`,
      body,
      sentryAuth(slot),
      ...(type === undefined ? [] : [contentType(type)]),
    ),
  );

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString("base64");
const EVENT_JSON = `{"event_id":"${EVENT_ID}","message":"hi"}`;

const get = (name: string, query: string): Case =>
  one(`store GET: ${name}`, (slot) => ({
    method: "GET",
    target: `/api/${slot.project}/store/?sentry_key=${slot.key}${query}`,
  }));

export const storeSuite: Suite = {
  name: "store",
  cases: [
    store("JSON", EVENT_JSON),
    store("JSON as application/json", EVENT_JSON, "application/json"),
    store("JSON without id", '{"message":"hi"}'),
    store("JSON with null id", '{"event_id":null}'),
    store("JSON with zero id", `{"event_id":"${"0".repeat(32)}"}`),
    store("JSON with hyphenated id", '{"event_id":"9ec79c33-ec99-42ab-8353-589fcb2e04dc"}'),
    store("JSON with bad id", '{"event_id":"x"}'),
    store("JSON with a number as id", '{"event_id":5}'),
    ...["transaction", "csp", "feedback", "default", "error", "hpkp", "foo"].map((type) =>
      store(`type ${type}`, `{"type":"${type}"}`),
    ),
    store("type null", '{"type":null}'),
    store("type a number", '{"type":5}'),
    store("spelling is kept", '{ "a" : 1.0 , "b":\n12345678901234567890, "a":2 }'),
    store("array", "[]"),
    store("leading blank", " {}"),
    store("broken JSON", '{"a":'),
    store("trailing bytes", "{} x"),
    store("trailing blank", "{} \n"),
    store("empty", ""),
    store("garbage", "%%%"),
    store("base64 JSON", base64(EVENT_JSON)),
    store("base64 zlib JSON", base64(deflateSync(EVENT_JSON))),
    store("base64 of garbage", base64("garbage")),
    store("base64 without padding", base64(EVENT_JSON).replaceAll("=", "")),
    store("base64 with newline", `${base64(EVENT_JSON)}\n`),
    store("base64 url-safe", base64('{"a":"???>>>"}').replaceAll("/", "_").replaceAll("+", "-")),
    store("zlib without base64", deflateSync(EVENT_JSON)),
    store("envelope", EVENT, "application/x-sentry-envelope"),
    store("envelope with parameter", EVENT, "application/x-sentry-envelope; a=b"),
    store("envelope without its content type", EVENT),
    store(
      "form encoded",
      `sentry_data=${encodeURIComponent(base64(EVENT_JSON))}`,
      "application/x-www-form-urlencoded",
    ),
    store("NaN", '{"a":NaN}'),
    one("store: NaN of raven-python", (slot) =>
      post(
        `/api/${slot.project}/store/`,
        '{"a":NaN,"b":-Infinity,"c":[Infinity],"d":"NaN"}',
        sentryAuth(slot, ", sentry_client=raven-python/6.0"),
      ),
    ),
    one("store: NaN of sentry-python", (slot) =>
      post(`/api/${slot.project}/store/`, '{"a":NaN}', sentryAuth(slot, ", sentry_client=sentry-python/0.1")),
    ),
    one("store: without project", (slot) => post("/api/store/", EVENT_JSON, sentryAuth(slot))),
    one("store: without trailing slash", (slot) =>
      post(`/api/${slot.project}/store`, EVENT_JSON, sentryAuth(slot)),
    ),
    get("JSON", `&sentry_data=${encodeURIComponent(EVENT_JSON)}`),
    get("base64", `&sentry_data=${encodeURIComponent(base64(EVENT_JSON))}`),
    get("base64 zlib", `&sentry_data=${encodeURIComponent(base64(deflateSync(EVENT_JSON)))}`),
    get("missing data", ""),
    get("empty data", "&sentry_data="),
    get("garbage", "&sentry_data=%25%25"),
    one("store HEAD", (slot) => ({
      method: "HEAD",
      target: `/api/${slot.project}/store/?sentry_key=${slot.key}&sentry_data=${encodeURIComponent(EVENT_JSON)}`,
    })),
    one("store GET: without auth", (slot) => ({
      method: "GET",
      target: `/api/${slot.project}/store/?sentry_data={}`,
    })),
  ],
};
