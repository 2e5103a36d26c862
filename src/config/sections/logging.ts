import { flag, logLevel, oneOf, ratio } from "../options/kinds.ts";
import { type ConfigOf, section } from "../options/option.ts";

export const LOG_FORMATS = ["auto", "pretty", "simplified", "json"] as const;

export const logging = section("logging", "What is written to standard error.", () => ({
  level: logLevel("level", { default: "info", doc: "Least severe level that is written." }),
  format: oneOf("format", LOG_FORMATS, {
    default: "auto",
    doc: "`auto` is `pretty` if standard output is a terminal, else `simplified`.",
  }),
  enableBacktraces: flag("enable_backtraces", { default: false, doc: "Write stack traces with errors." }),
  tracesSampleRatio: ratio("traces_sample_rate", {
    default: 0,
    doc: "Share of our own work that is traced and reported.",
  }),
}));
export type LoggingConfig = ConfigOf<typeof logging>;
