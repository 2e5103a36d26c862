import { createMetrics, type MetricTable } from "../../kernel/telemetry/metrics.ts";

/**
 * Every metric of Baton, by its name behind `metrics.prefix`. Names that the reference has mean here what they mean there;
 * docs/metrics.md is generated from this table.
 */
export const METRIC_TABLE = {
  "server.starting": { kind: "counter", tags: [], doc: "This relay started." },
  requests: { kind: "counter", tags: ["route", "method"], doc: "Requests received." },
  "responses.status_codes": {
    kind: "counter",
    tags: ["status_code", "route", "method"],
    doc: "Answers given.",
  },
  "requests.duration": {
    kind: "distribution",
    unit: "milliseconds",
    tags: ["route", "method"],
    doc: "From a request's arrival until its answer is ready.",
  },
  "server.http.connections": { kind: "gauge", tags: ["arbiter"], doc: "Open connections of clients." },

  "event.items": { kind: "counter", tags: ["item_type"], doc: "Items received in envelopes." },
  "event.item_bytes": {
    kind: "counter",
    unit: "bytes",
    tags: ["item_type"],
    doc: "Payload bytes of items received.",
  },
  "event.total_time": {
    kind: "distribution",
    unit: "milliseconds",
    tags: [],
    doc: "From receiving an envelope until the upstream has answered, time in the spool included.",
  },
  "events.outcomes": {
    kind: "counter",
    tags: ["outcome", "reason"],
    doc: "Times something was refused or dropped here.",
  },
  "events.outcome_quantity": {
    kind: "counter",
    tags: ["outcome", "category"],
    doc: "How much was refused or dropped here.",
  },

  "buffer.envelopes_count.gauge": {
    kind: "gauge",
    tags: ["stack_type", "arbiter"],
    doc: "Envelopes waiting: `memory`, `sqlite`, or `in_flight` to the upstream.",
  },
  "buffer.envelopes_bytes": {
    kind: "gauge",
    unit: "bytes",
    tags: ["arbiter"],
    doc: "Bytes waiting in memory.",
  },
  "buffer.disk_used": { kind: "gauge", unit: "bytes", tags: [], doc: "Bytes that the spool takes on disk." },
  "buffer.delivered": {
    kind: "counter",
    tags: ["arbiter"],
    doc: "Envelopes that the upstream has answered for.",
  },
  "buffer.spooled": { kind: "counter", tags: ["arbiter"], doc: "Envelopes written to the spool." },
  "buffer.lost": { kind: "counter", tags: ["arbiter"], doc: "Envelopes neither delivered nor on disk." },

  "metrics.buckets": { kind: "gauge", tags: [], doc: "Metric buckets waiting to be sent." },
  "metrics.buckets.cost": {
    kind: "gauge",
    unit: "bytes",
    tags: [],
    doc: "What waiting buckets count for towards `aggregator.max_total_bucket_bytes`.",
  },

  "upstream.requests.duration": {
    kind: "distribution",
    unit: "milliseconds",
    tags: ["result", "status_code", "route"],
    doc: "From sending a request to the upstream until its answer.",
  },
  "upstream.network_outage": {
    kind: "gauge",
    tags: ["arbiter"],
    doc: "1 while the upstream is out of reach.",
  },
  "upstream.in_flight": { kind: "gauge", tags: ["arbiter"], doc: "Requests sent and not answered." },
  "upstream.waiting": { kind: "gauge", tags: ["arbiter"], doc: "Requests that wait for a free connection." },

  "health.ready": { kind: "gauge", tags: [], doc: "1 while this relay calls itself ready." },
  "health.system_memory.used": {
    kind: "gauge",
    unit: "bytes",
    tags: [],
    doc: "Memory in use: this process's within a cgroup with a limit, else the machine's.",
  },
  "health.system_memory.total": { kind: "gauge", unit: "bytes", tags: [], doc: "Memory there is." },
  "memory.budget.used": {
    kind: "gauge",
    unit: "bytes",
    tags: [],
    doc: "Bytes taken from `spool.baton.memory_budget`.",
  },
  "memory.budget.limit": { kind: "gauge", unit: "bytes", tags: [], doc: "`spool.baton.memory_budget`." },
  "config.reload": { kind: "counter", tags: ["result"], doc: "Times the configuration was read again." },

  "service.back_pressure": {
    kind: "gauge",
    tags: ["service", "arbiter"],
    doc: "Messages waiting in an actor's mailbox.",
  },
  "service.utilization": {
    kind: "gauge",
    tags: ["service", "arbiter"],
    doc: "Share of the time that an actor's handlers ran, in percent.",
  },
  "actor.handled": { kind: "counter", tags: ["service", "arbiter"], doc: "Messages an actor has handled." },
  "actor.refused": {
    kind: "counter",
    tags: ["service", "arbiter"],
    doc: "Messages that found an actor's mailbox full and went back to their sender.",
  },
  "actor.dropped": {
    kind: "counter",
    tags: ["service", "arbiter"],
    doc: "Messages that gave way to newer ones in a full mailbox.",
  },
  "actor.restarts": {
    kind: "counter",
    tags: ["service", "arbiter"],
    doc: "Times an actor crashed and was restarted.",
  },
} as const satisfies MetricTable;

/** The metrics of this thread. */
export const metrics = createMetrics(METRIC_TABLE);
