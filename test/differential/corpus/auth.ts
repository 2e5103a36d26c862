import {
  type Case,
  EVENT,
  EVENT_ID,
  envelope,
  one,
  post,
  type Slot,
  type Suite,
  sentryAuth,
} from "../case.ts";

const target = (slot: Slot, query = "") => `/api/${slot.project}/envelope/${query}`;
const basic = (user: string) => Buffer.from(`${user}:x`).toString("base64");

/** The `X-Sentry-Auth` header as a whole. */
const header = (name: string, value: (slot: Slot) => string): Case =>
  one(`auth header: ${name}`, (slot) => post(target(slot), EVENT, ["x-sentry-auth", value(slot)]));

const authorization = (name: string, value: (slot: Slot) => string): Case =>
  one(`authorization: ${name}`, (slot) => post(target(slot), EVENT, ["authorization", value(slot)]));

const query = (name: string, value: (slot: Slot) => string): Case =>
  one(`auth query: ${name}`, (slot) => post(target(slot, `?${value(slot)}`), EVENT));

const dsn = (name: string, value: (slot: Slot) => unknown, project?: string): Case =>
  one(`auth dsn: ${name}`, (slot) =>
    post(
      `/api/${project ?? slot.project}/envelope/`,
      envelope({ event_id: EVENT_ID, dsn: value(slot) }, [{ type: "event" }, "{}"]),
    ),
  );

export const auth: Suite = {
  name: "auth",
  cases: [
    header(
      "as SDKs send it",
      ({ key }) => `Sentry sentry_version=7, sentry_client=sentry.x/1.2.3, sentry_key=${key}`,
    ),
    header("prefix in any case", ({ key }) => `SENTRY sentry_key=${key}`),
    header("without prefix", ({ key }) => `sentry_key=${key}`),
    header("without blanks", ({ key }) => `Sentry sentry_key=${key},sentry_version=7,foo=bar`),
    header(
      "with secret and timestamp",
      ({ key }) => `Sentry sentry_key=${key}, sentry_secret=s, sentry_timestamp=1`,
    ),
    header("second equals sign", ({ key }) => `Sentry sentry_key=${key}, sentry_client=a=b`),
    header("version 7.9", ({ key }) => `Sentry sentry_key=${key}, sentry_version=7.9`),
    header("version 6", ({ key }) => `Sentry sentry_key=${key}, sentry_version=6`),
    header("version 8", ({ key }) => `Sentry sentry_key=${key}, sentry_version=8`),
    header("version no number", ({ key }) => `Sentry sentry_key=${key}, sentry_version=x`),
    header("version empty", ({ key }) => `Sentry sentry_key=${key}, sentry_version=`),
    header("no key", () => "Sentry sentry_version=7"),
    header("empty", () => ""),
    header("short key", () => "Sentry sentry_key=abc"),
    header("key no hex", ({ key }) => `Sentry sentry_key=zz${key.slice(2)}`),
    header("key with flag", ({ key }) => `Sentry sentry_key=${key}.no-cache`),
    header("key with unknown flag", ({ key }) => `Sentry sentry_key=${key}.foo`),
    header("key with two flags", ({ key }) => `Sentry sentry_key=${key}.no-cache.no-cache`),
    header("key given twice", ({ key }) => `Sentry sentry_key=${"0".repeat(32)}, sentry_key=${key}`),
    header("key in upper case", ({ key }) => `Sentry sentry_key=${key.toUpperCase()}`),
    header("key not ASCII", ({ key }) => `Sentry sentry_key=ÿ${key.slice(1)}`),
    header("url-encoded client", ({ key }) => `Sentry sentry_key=${key}, sentry_client=a%20b`),
    authorization("Sentry", ({ key }) => `Sentry sentry_key=${key}`),
    authorization("sentry in lower case", ({ key }) => `sentry sentry_key=${key}`),
    authorization("Basic", ({ key }) => `Basic ${basic(key)}`),
    authorization("basic in lower case", ({ key }) => `basic ${basic(key)}`),
    authorization("Basic of a short key", () => `Basic ${basic("abc")}`),
    authorization("Basic without colon", ({ key }) => `Basic ${Buffer.from(key).toString("base64")}`),
    authorization("Basic of garbage", () => "Basic %%%"),
    authorization("Bearer", ({ key }) => `Bearer ${key}`),
    authorization("DSN", ({ key, project }) => `DSN http://${key}@x/${project}`),
    one("authorization: Bearer beside a query", (slot) =>
      post(target(slot, `?sentry_key=${slot.key}`), EVENT, ["authorization", "Bearer x"]),
    ),
    query("key", ({ key }) => `sentry_key=${key}`),
    query("key, version, client", ({ key }) => `sentry_version=7&sentry_client=a%2Fb%201&sentry_key=${key}`),
    query("other parameters", ({ key }) => `a=b&sentry_key=${key}&c`),
    query("version 8", ({ key }) => `sentry_key=${key}&sentry_version=8`),
    query("version no number", ({ key }) => `sentry_key=${key}&sentry_version=seven`),
    query("no key", () => "sentry_version=7"),
    query("short key", () => "sentry_key=123"),
    query("key percent-encoded", ({ key }) => `sentry_key=%${key.charCodeAt(0).toString(16)}${key.slice(1)}`),
    query("parameter without sentry_", ({ key }) => `key=${key}`),
    query("key twice", ({ key }) => `sentry_key=${key}&sentry_key=${key}`),
    one("auth: header and query", (slot) =>
      post(target(slot, `?sentry_key=${slot.key}`), EVENT, sentryAuth(slot)),
    ),
    one("auth: header and authorization", (slot) =>
      post(target(slot), EVENT, sentryAuth(slot), ["authorization", `Sentry sentry_key=${slot.key}`]),
    ),
    one("auth: two headers", (slot) => post(target(slot), EVENT, sentryAuth(slot), sentryAuth(slot))),
    one("auth: none", (slot) => post(target(slot), EVENT)),
    one("auth: none and empty body", (slot) => post(target(slot), "")),
    one("auth: none and no envelope", (slot) => post(target(slot), "nonsense")),
    dsn("key and project", ({ key, project }) => `http://${key}@sentry.example/${project}`),
    dsn(
      "with secret, port, path",
      ({ key, project }) => `https://${key}:secret@sentry.example:8080/sub/${project}`,
    ),
    dsn(
      "project of the URL is ignored",
      ({ key, project }) => `http://${key}@sentry.example/${project}`,
      "1",
    ),
    dsn("null", () => null),
    dsn("no URL", () => "nonsense"),
    dsn("without key", ({ project }) => `http://sentry.example/${project}`),
    dsn("without project", ({ key }) => `http://${key}@sentry.example/`),
    dsn("project no number", ({ key }) => `http://${key}@sentry.example/abc`),
    dsn("short key", ({ project }) => `http://abc@sentry.example/${project}`),
    dsn("a number", () => 5),
    one("dsn beside auth: same", (slot) =>
      post(
        target(slot),
        envelope({ dsn: `http://${slot.key}@x.example/${slot.project}` }, [{ type: "event" }, "{}"]),
        sentryAuth(slot),
      ),
    ),
    one("dsn beside auth: other project", (slot) =>
      post(
        target(slot),
        envelope({ dsn: `http://${slot.key}@x.example/1` }, [{ type: "event" }, "{}"]),
        sentryAuth(slot),
      ),
    ),
    one("dsn beside auth: other key", (slot) =>
      post(
        target(slot),
        envelope({ dsn: `http://${"1".repeat(32)}@x.example/${slot.project}` }, [{ type: "event" }, "{}"]),
        sentryAuth(slot),
      ),
    ),
    ...["abc", "-1", "0", "18446744073709551615", "18446744073709551616", "1.5", "%31", "+1", "01"].map(
      (project) =>
        one(`project: ${project}`, (slot) => post(`/api/${project}/envelope/`, EVENT, sentryAuth(slot))),
    ),
    one("relay signature: not ASCII", (slot) =>
      post(target(slot), EVENT, sentryAuth(slot), ["x-sentry-relay-signature", "ÿ"]),
    ),
    one("relay signature: any text", (slot) =>
      post(target(slot), EVENT, sentryAuth(slot), ["x-sentry-relay-signature", "a.b"]),
    ),
  ],
};
