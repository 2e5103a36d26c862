import { flag, oneOf, seconds, secretText, text } from "../options/kinds.ts";
import { type ConfigOf, section } from "../options/option.ts";

const HTTP_ENCODINGS = ["identity", "deflate", "gzip", "br", "zstd"] as const;
export type HttpEncoding = (typeof HTTP_ENCODINGS)[number];

export const http = section("http", "Requests towards the upstream.", () => ({
  timeoutMs: seconds("timeout", {
    default: 5,
    doc: "From sending a request until its response is read whole.",
  }),
  connectionTimeoutMs: seconds("connection_timeout", { default: 3, doc: "For the TCP and TLS handshakes." }),
  maxRetryIntervalMs: seconds("max_retry_interval", {
    default: 60,
    doc: "Longest pause between two retries.",
  }),
  hostHeader: text("host_header", { default: null, nullable: true, doc: "Replaces the `Host` header." }),
  authIntervalMs: seconds("auth_interval", {
    default: 600,
    nullable: true,
    doc: "How often to register again; 0 or null: never. Not used while processing.",
  }),
  outageGracePeriodMs: seconds("outage_grace_period", {
    default: 10,
    doc: "How long network errors must last before an outage is declared.",
  }),
  retryDelayMs: seconds("retry_delay", { default: 1, doc: "Pause between retries of queued requests." }),
  projectFailureIntervalMs: seconds("project_failure_interval", {
    default: 90,
    doc: "How long fetching a project may fail before that is logged as an error.",
  }),
  encoding: oneOf("encoding", HTTP_ENCODINGS, {
    default: "zstd",
    doc: "Encoding of the bodies we send (not of queries).",
  }),
  globalMetrics: flag("global_metrics", {
    default: false,
    doc: "Send the metrics of all projects in one request to `/api/0/relays/metrics/`.",
  }),
  forward: flag("forward", {
    default: true,
    doc: "Forward API requests that no endpoint of ours answers; off while processing.",
  }),
  dnsCache: flag("dns_cache", {
    default: true,
    doc: "Accepted and not used: resolved names are always remembered.",
  }),
  proxy: secretText("proxy", {
    default: null,
    nullable: true,
    ours: true,
    defaultText: "`HTTPS_PROXY` or `HTTP_PROXY`, by the upstream's scheme",
    doc: "HTTP proxy for requests to the upstream, `http://[user:password@]host:port`; an empty text: none.",
  }),
  noProxy: text("no_proxy", {
    default: null,
    nullable: true,
    ours: true,
    defaultText: "`NO_PROXY`",
    doc: "Hosts that are reached without the proxy, separated by commas; a leading dot means all below, `*` everything.",
  }),
}));
export type HttpConfig = ConfigOf<typeof http>;
