import {
  byteSize,
  dsn,
  flag,
  milliseconds,
  oneOf,
  path,
  portList,
  telemetryStreams,
  textList,
  wholeNumber,
} from "../options/kinds.ts";
import { section } from "../options/option.ts";

const telemetry = section(
  "telemetry",
  "What is subscribed to at the Telemetry API.",
  () => ({
    streams: telemetryStreams("streams", {
      default: ["platform"],
      ours: true,
      doc: "`platform`: ends, timeouts, crashes and reports of invocations; `function`: the function's log lines; `extension`: those of other extensions. An empty list: no subscription.",
    }),
    port: wholeNumber("port", {
      default: 4243,
      ours: true,
      doc: "Where the Telemetry API delivers to; 9001 is the platform's own.",
    }),
    failureEvents: flag("failure_events", {
      default: true,
      ours: true,
      doc: "Report timeouts, crashes, out-of-memory kills and failed starts as error events.",
    }),
    reportMetrics: flag("report_metrics", {
      default: false,
      ours: true,
      doc: "Send duration, billed duration, memory and cold starts as metrics.",
    }),
    logs: flag("logs", {
      default: false,
      ours: true,
      doc: "Send the function's log lines as Sentry logs; subscribes to `function`.",
    }),
    maxLogsPerSecond: wholeNumber("max_logs_per_second", {
      default: 500,
      ours: true,
      doc: "Further lines are counted and dropped.",
    }),
    maxLogSizeBytes: byteSize("max_log_size", { default: "64KiB", ours: true, doc: "Longer lines are cut." }),
    bufferTimeoutMs: milliseconds("buffer_timeout_ms", {
      default: 25,
      ours: true,
      doc: "Longest time the platform collects records before it delivers them, 25 at least: a held invocation waits for it.",
    }),
  }),
  { ours: true },
);

const lambda = section(
  "lambda",
  "The AWS Lambda extension.",
  () => ({
    enabled: flag("enabled", {
      default: false,
      ours: true,
      defaultText: "true in an extensions folder on Lambda, or with `BATON_AWS_LAMBDA=1`",
      doc: "Run as a Lambda extension.",
    }),
    dsn: dsn("dsn", {
      default: null,
      nullable: true,
      ours: true,
      defaultText: "`SENTRY_DSN`",
      doc: "Where failures of the function are reported; the upstream follows from it where none is set.",
    }),
    ports: portList("ports", {
      default: [9000],
      ours: true,
      doc: "Ports on localhost where the function's SDK delivers. Older Python layers use 5333.",
    }),
    flush: oneOf("flush", ["auto", "end", "never_hold", "shutdown"], {
      default: "auto",
      ours: true,
      doc: "When the sandbox is kept for what is in flight. `auto`: for rare traffic and errors, while the upstream is healthy; `end`: after every invocation; `never_hold`: not at all; `shutdown`: only SHUTDOWN is registered.",
    }),
    maxHoldMs: milliseconds("max_hold_ms", {
      default: 1500,
      ours: true,
      doc: "Longest time the sandbox is kept after an invocation.",
    }),
    shutdownMarginMs: milliseconds("shutdown_margin_ms", {
      default: 200,
      ours: true,
      doc: "How long before the platform's deadline everything is finished.",
    }),
    allowedDsns: textList("allowed_dsns", {
      default: [],
      ours: true,
      doc: "Public keys or hosts that the tunnel `/envelope` forwards to; an empty list: the host of `dsn`, and Sentry's.",
    }),
    spoolPath: path("spool_path", {
      default: "baton-spool.db",
      nullable: true,
      ours: true,
      doc: "Where undelivered envelopes wait if the sandbox may come back, relative to the temporary folder; null: nowhere.",
    }),
    context: flag("context", {
      default: true,
      ours: true,
      doc: "Add the invocation's context to events and transactions that lack it.",
    }),
    telemetry,
  }),
  { ours: true },
);

export const aws = section("aws", "Amazon Web Services.", () => ({ lambda }), { ours: true });
