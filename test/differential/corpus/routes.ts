import {
  type Case,
  contentType,
  EVENT,
  FORM,
  form,
  one,
  post,
  type Slot,
  type Suite,
  sentryAuth,
} from "../case.ts";

const ROUTES: readonly ((slot: Slot) => string)[] = [
  ({ project }) => `/api/${project}/envelope/`,
  ({ project }) => `/api/${project}/store/`,
  () => "/api/store/",
  ({ project }) => `/api/${project}/security/`,
  ({ project }) => `/api/${project}/csp-report/`,
  ({ project }) => `/api/${project}/nel/`,
  ({ project }) => `/api/${project}/minidump`,
  ({ project }) => `/api/${project}/minidump/`,
  ({ project, key }) => `/api/${project}/unreal/${key}/`,
  ({ project }) => `/api/${project}/events/9ec79c33ec9942ab8353589fcb2e04dc/attachments/`,
  ({ project, key }) => `/api/${project}/cron/a/${key}`,
  ({ project }) => `/api/${project}/cron/a/`,
  ({ project }) => `/api/${project}/upload/`,
  ({ project }) => `/api/${project}/upload/abc/`,
  ({ project }) => `/api/${project}/integration/otlp/v1/traces`,
  ({ project }) => `/api/${project}/integration/otlp/v1/logs/`,
  ({ project }) => `/api/${project}/integration/vercel/logs/`,
  () => "/api/0/relays/live/",
  () => "/api/0/relays/projectconfigs/",
  () => "/api/0/relays/publickeys/",
  () => "/api/0/relays/metrics/",
  () => "/api/relay/healthcheck/live/",
  () => "/api/relay/autoscaling/",
];

const EXAMPLE: Slot = { key: "<key>", project: 0 };

const preflights = ROUTES.map((route) =>
  one(`OPTIONS ${route(EXAMPLE)}`, (slot) => ({
    method: "OPTIONS",
    target: route(slot),
    headers: [
      ["origin", "https://example.com"],
      ["access-control-request-method", "POST"],
      ["access-control-request-headers", "content-type,x-sentry-auth"],
    ],
  })),
);

const wrongMethods = ROUTES.flatMap((route) =>
  ["GET", "HEAD", "POST", "PUT", "DELETE"].map((method) =>
    one(`method ${method} ${route(EXAMPLE)}`, (slot) => ({
      method,
      target: route(slot),
      headers: [["x-case", slot.key]],
      ...(method === "POST" || method === "PUT" ? { body: "" } : {}),
    })),
  ),
);

const plain = (
  name: string,
  method: string,
  target: string | ((slot: Slot) => string),
  body?: string,
): Case =>
  one(`route: ${name}`, (slot) => ({
    method,
    target: typeof target === "string" ? target : target(slot),
    headers: [["x-case", slot.key]],
    ...(body === undefined ? {} : { body }),
  }));

const relayApi = (
  name: string,
  path: string,
  body: string,
  ...headers: (readonly [string, string])[]
): Case =>
  one(`relay api: ${name}`, (slot) =>
    post(path, body, ["x-case", slot.key], contentType("application/json"), ...headers),
  );

const RELAY_ID = ["x-sentry-relay-id", "271758da-3c03-4426-8063-2aa8e02aeb60"] as const;

export const routes: Suite = {
  name: "routes",
  cases: [
    ...preflights,
    ...wrongMethods,
    one("cors: origin on an accepted envelope", (slot) =>
      post(`/api/${slot.project}/envelope/`, EVENT, sentryAuth(slot), ["origin", "https://example.com"]),
    ),
    one("cors: origin on a refused envelope", (slot) =>
      post(`/api/${slot.project}/envelope/`, EVENT, ["origin", "https://example.com"]),
    ),
    one("cors: text/plain as sendBeacon sends", (slot) =>
      post(
        `/api/${slot.project}/envelope/?sentry_key=${slot.key}&sentry_version=7`,
        EVENT,
        contentType("text/plain;charset=UTF-8"),
        ["origin", "https://example.com"],
      ),
    ),
    one("route: repeated slashes", (slot) =>
      post(`//api//${slot.project}///envelope//`, EVENT, sentryAuth(slot)),
    ),
    one("route: dot segments", (slot) =>
      post(`/api/x/../${slot.project}/envelope/`, EVENT, sentryAuth(slot)),
    ),
    one("route: percent-encoded", (slot) =>
      post(`/api/${slot.project}/env%65lope/`, EVENT, sentryAuth(slot)),
    ),
    one("route: upper case", (slot) => post(`/API/${slot.project}/envelope/`, EVENT, sentryAuth(slot))),
    one("route: upper case endpoint", (slot) =>
      post(`/api/${slot.project}/Envelope/`, EVENT, sentryAuth(slot)),
    ),
    one("route: envelope without slash", (slot) =>
      post(`/api/${slot.project}/envelope`, EVENT, sentryAuth(slot)),
    ),
    plain("root", "GET", "/"),
    plain("unknown", "GET", "/foo"),
    plain("api alone", "GET", "/api"),
    plain("api with slash", "GET", "/api/"),
    plain("liveness", "GET", "/api/relay/healthcheck/live/"),
    plain("readiness", "GET", "/api/relay/healthcheck/ready/"),
    plain("readiness HEAD", "HEAD", "/api/relay/healthcheck/ready/"),
    plain("health of another kind", "GET", "/api/relay/healthcheck/foo/"),
    plain("health without slash", "GET", "/api/relay/healthcheck/live"),
    plain("autoscaling", "GET", "/api/relay/autoscaling/"),
    plain("other relay path", "GET", "/api/relay/foo/"),
    plain("upstream's liveness path", "GET", "/api/0/relays/live/"),
    plain("gone: outcomes", "POST", "/api/0/relays/outcomes/", "{}"),
    plain("gone: spans", "POST", ({ project }) => `/api/${project}/spans/`, "{}"),
    plain("gone: otlp", "POST", ({ project }) => `/api/${project}/otlp/v1/traces/`, "{}"),
    plain("gone: metrics", "POST", ({ project }) => `/api/${project}/metrics/`, "{}"),
    relayApi("projectconfigs without id", "/api/0/relays/projectconfigs/?version=3", "{}"),
    relayApi("projectconfigs without version", "/api/0/relays/projectconfigs/", "{}", RELAY_ID),
    relayApi("projectconfigs version 2", "/api/0/relays/projectconfigs/?version=2", "{}", RELAY_ID),
    relayApi("projectconfigs version 4", "/api/0/relays/projectconfigs/?version=4", "{}", RELAY_ID),
    relayApi("projectconfigs version x", "/api/0/relays/projectconfigs/?version=x", "{}", RELAY_ID),
    relayApi("projectconfigs without signature", "/api/0/relays/projectconfigs/?version=3", "{}", RELAY_ID),
    relayApi("projectconfigs of a stranger", "/api/0/relays/projectconfigs/?version=3", "{}", RELAY_ID, [
      "x-sentry-relay-signature",
      "a.b",
    ]),
    relayApi("projectconfigs with bad id", "/api/0/relays/projectconfigs/?version=3", "{}", [
      "x-sentry-relay-id",
      "x",
    ]),
    relayApi("publickeys without id", "/api/0/relays/publickeys/", "{}"),
    relayApi("publickeys of a stranger", "/api/0/relays/publickeys/", "{}", RELAY_ID, [
      "x-sentry-relay-signature",
      "a.b",
    ]),
    relayApi("metrics without id", "/api/0/relays/metrics/", "{}"),
    relayApi("metrics of a stranger", "/api/0/relays/metrics/", "{}", RELAY_ID, [
      "x-sentry-relay-signature",
      "a.b",
    ]),
    relayApi("challenge is forwarded", "/api/0/relays/register/challenge/", '{"a":1}'),
    relayApi("response is forwarded", "/api/0/relays/register/response/", '{"a":1}'),
    one("route: minidump form on the envelope route", (slot) =>
      post(`/api/${slot.project}/envelope/`, form({ name: "a", body: "b" }), sentryAuth(slot), FORM),
    ),
  ],
};
