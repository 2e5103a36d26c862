import { EVENT, envelope, one, post, type Suite, sentryAuth } from "../case.ts";

/** Small suites for keys that change how a proxy answers. */
export const noForward: Suite = {
  name: "forwarding off",
  config: { http: { forward: false, encoding: "identity" } },
  cases: [
    one("no forward: api", (slot) => ({
      method: "GET",
      target: "/api/0/projects/",
      headers: [["x-case", slot.key]],
    })),
    one("no forward: envelope without slash", (slot) =>
      post(`/api/${slot.project}/envelope`, EVENT, sentryAuth(slot)),
    ),
    one("no forward: challenge", (slot) =>
      post("/api/0/relays/register/challenge/", "{}", ["x-case", slot.key]),
    ),
    one("identity upstream", (slot) => post(`/api/${slot.project}/envelope/`, EVENT, sentryAuth(slot))),
  ],
};

export const knownItemsOnly: Suite = {
  name: "unknown items off",
  config: {
    routing: { accept_unknown_items: false },
    http: { encoding: "gzip", host_header: "sentry.example" },
  },
  cases: [
    one("unknown off: alone", (slot) =>
      post(`/api/${slot.project}/envelope/`, envelope({}, [{ type: "foo" }, "x"]), sentryAuth(slot)),
    ),
    one("unknown off: beside an event", (slot) =>
      post(
        `/api/${slot.project}/envelope/`,
        envelope({}, [{ type: "foo" }, "x"], [{ type: "event" }, "{}"]),
        sentryAuth(slot),
      ),
    ),
    one("unknown off: attachment type", (slot) =>
      post(
        `/api/${slot.project}/envelope/`,
        envelope({}, [{ type: "attachment", attachment_type: "zz" }, "x"]),
        sentryAuth(slot),
      ),
    ),
    one("host header: forward", (slot) => ({
      method: "GET",
      target: "/api/0/projects/",
      headers: [["x-case", slot.key]],
    })),
  ],
};

export const encodingsUp: readonly Suite[] = (["deflate", "br"] as const).map((encoding) => ({
  name: `${encoding} upstream`,
  config: { http: { encoding } },
  cases: [
    one(`${encoding} upstream`, (slot) => post(`/api/${slot.project}/envelope/`, EVENT, sentryAuth(slot))),
  ],
}));
