import { seconds, tags, text, wholeNumber } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const metrics = section("metrics", "Our own operational metrics, to statsd.", () => ({
  statsd: text("statsd", { default: null, nullable: true, doc: "`host:port` (UDP); null: off." }),
  statsdBufferSizeBytes: wholeNumber("statsd_buffer_size", {
    default: null,
    nullable: true,
    doc: "Bytes per datagram.",
  }),
  prefix: text("prefix", { default: "sentry.relay", doc: "Put before every metric's name." }),
  defaultTags: tags("default_tags", { default: {}, doc: "Tags on every metric." }),
  hostnameTag: text("hostname_tag", {
    default: null,
    nullable: true,
    doc: "Tag under which the host's name is added.",
  }),
  periodicIntervalMs: seconds("periodic_secs", {
    default: 5,
    doc: "How often gauges are written; 0: never.",
  }),
}));
