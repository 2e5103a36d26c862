import { EVENT_ID, type ManagedCase, single } from "./case.ts";
import { against, csp, event, exception, header, transaction, url } from "./filter-parts.ts";
import { ATTACHMENT, USER_REPORT } from "./parts.ts";

const RELEASES = against("releases", { releases: { releases: ["Bad*", "["] } }, [
  ["an event", event({ release: "bad@1" })],
  ["another event", event({ release: "good@1" })],
  ["no release", event()],
  ["a transaction", transaction({ release: "BAD@1" })],
  ["feedback", event({ release: "bad@1", contexts: { feedback: { message: "m" } } }, "feedback")],
]);

const IPS = [
  ...against("client ips", { clientIps: { blacklistedIps: ["x", "127.0.0.0/8"] } }, [
    ["the sender's", event()],
    ["of a transaction", transaction()],
  ]),
  ...against("client ips", { clientIps: { blacklistedIps: ["9.9.9.9", "::1"] } }, [
    ["only the user's", event({ user: { ip_address: "9.9.9.9" } })],
  ]),
  single("filter client ips: forwarded", [event()], {
    config: { filterSettings: { clientIps: { blacklistedIps: ["9.9.9.9"] } } },
    header: { event_id: EVENT_ID, forwarded_for: "9.9.9.9, 10.0.0.1" },
  }),
];

const MESSAGES = against("messages", { errorMessages: { patterns: ["*Bad thing*", "TypeError: x?"] } }, [
  ["the message", event({ message: "a bad thing!" })],
  ["another message", event({ message: "a good thing" })],
  ["formatted before message", event({ logentry: { message: "bad thing %s", formatted: "fine" } })],
  ["an exception", exception({ type: "A", value: "b" }, { type: "TypeError", value: "xy" })],
  ["an exception's type", exception({ type: "a bad thing" })],
  ["an exception's value", exception({ value: "a bad thing" })],
  ["another exception", exception({ type: "TypeError", value: "xyz" })],
  ["a transaction's name", transaction({ transaction: "bad thing" })],
]);

const LOCALHOST = against("localhost", { localhost: { isEnabled: true } }, [
  ["the user's address", event({ user: { ip_address: "127.0.0.1" } })],
  ["the user's address in version 6", event({ user: { ip_address: "::1" } })],
  ["another loopback address", event({ user: { ip_address: "127.0.0.2" } })],
  ["a URL", url("http://localhost:3000/x")],
  ["a subdomain", url("https://a.localhost/x")],
  ["an address as host", url("http://127.0.0.1/x")],
  ["a file", url("file:///tmp/x.html")],
  ["a host that only ends so", url("http://notlocalhost/x")],
  ["in the path", url("http://example.com/localhost")],
  ["no URL", url("localhost/x")],
  ["the host header", header("Host", "localhost:8000")],
  ["the host header in lower case", header("host", "127.0.0.1")],
  ["the forwarded host", header("X-Forwarded-Host", "localhost")],
  ["another host header", header("Host", "localhost.example.com")],
  ["the origin header", header("Origin", "http://localhost")],
]);

const TRANSACTIONS = [
  ...against("transactions", { ignoreTransactions: { patterns: ["/Health*"], isEnabled: true } }, [
    ["one", transaction({ transaction: "/healthz" })],
    ["another", transaction({ transaction: "/x/healthz" })],
    ["an error's", event({ transaction: "/healthz" })],
  ]),
  ...against("transactions that is off", { ignoreTransactions: { patterns: ["/health*"] } }, [
    ["one", transaction({ transaction: "/healthz" })],
  ]),
];

const CSP = [
  ["a host", "evil.example"],
  ["a host with its scheme", "https://evil.example"],
  ["a host with another scheme", "http://evil.example"],
  ["a host with a port", "evil.example:443"],
  ["a wildcard", "*.example"],
  ["everything", "*"],
  ["everything in parts", "*://*:*"],
  ["nothing", ""],
  ["another host", "good.example"],
  ["the document", "a.example"],
  ["a part of a host", "vil.example"],
  ["a subdomain wildcard", "*.evil.example"],
].map(([what, source]) =>
  single(`filter csp: ${what}`, [csp({})], {
    config: { filterSettings: { csp: { disallowedSources: [source] } } },
  }),
);

const CSP_REPORTS = against(
  "csp",
  {
    csp: {
      disallowedSources: ["evil.example", "inline", "self", "chrome-extension://*", "source.example", "data"],
    },
  },
  [
    ["report: inline", csp({ "blocked-uri": "inline" })],
    ["report: self", csp({ "blocked-uri": "self" })],
    ["report: data", csp({ "blocked-uri": "data" })],
    ["report: data URL", csp({ "blocked-uri": "data:text/plain,x" })],
    ["report: no scheme", csp({ "blocked-uri": "evil.example" })],
    ["report: nothing blocked", csp({ "blocked-uri": "" })],
    ["report: an extension", csp({ "blocked-uri": "chrome-extension://abc" })],
    [
      "report: the source",
      csp({ "blocked-uri": "https://x.example", "source-file": "https://source.example/a.js" }),
    ],
    ["report: upper case", csp({ "blocked-uri": "https://EVIL.example/" })],
    ["report: with a port", csp({ "blocked-uri": "https://evil.example:8443/" })],
    ["an error that looks like one", event({ csp: { blocked_uri: "https://evil.example/" } })],
  ],
);

const WHOLE: readonly ManagedCase[] = [
  single("filter whole: everything of an event", [event({ release: "bad" }), ATTACHMENT, USER_REPORT], {
    config: { filterSettings: { releases: { releases: ["bad"] } } },
  }),
  single("filter whole: everything of a transaction", [transaction({ release: "bad" }), ATTACHMENT], {
    config: { filterSettings: { releases: { releases: ["bad"] } } },
    header: { event_id: EVENT_ID, trace: "own" },
  }),
  single("filter whole: the first of two", [event({ release: "bad", message: "bad" })], {
    config: { filterSettings: { errorMessages: { patterns: ["bad"] }, releases: { releases: ["bad"] } } },
  }),
];

/** Those that depend on what normalisation makes of a report. */
export const CSP_FILTERS: readonly ManagedCase[] = [...CSP, ...CSP_REPORTS];

/** Filters that every project has, hit and only nearly hit. */
export const FILTERS: readonly ManagedCase[] = [
  ...RELEASES,
  ...IPS,
  ...MESSAGES,
  ...LOCALHOST,
  ...TRANSACTIONS,
  ...WHOLE,
];
