import { dsn, flag, path, tags, text } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const sentry = section("sentry", "Reporting our own errors.", () => ({
  dsn: dsn("dsn", { default: null, nullable: true, doc: "Where our own errors are reported." }),
  enabled: flag("enabled", { default: false, doc: "Report our own errors." }),
  environment: text("environment", {
    default: null,
    nullable: true,
    doc: "The environment named in reports.",
  }),
  serverName: text("server_name", { default: null, nullable: true, doc: "The server named in reports." }),
  defaultTags: tags("default_tags", { default: null, nullable: true, doc: "Tags on every report." }),
  crashDb: path("_crash_db", {
    default: null,
    nullable: true,
    doc: "Accepted; a native crash handler is not used.",
  }),
}));
