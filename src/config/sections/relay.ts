import { flag, ipAddress, oneOf, port, positiveNumber, seconds, upstreamUrl } from "../options/kinds.ts";
import { type ConfigOf, section } from "../options/option.ts";

export const RELAY_MODES = ["managed", "proxy", "static", "local"] as const;

export const relay = section("relay", "What this relay is and where it listens.", () => ({
  mode: oneOf("mode", RELAY_MODES, {
    default: "managed",
    doc: "`managed` registers upstream and processes; `proxy` forwards; `static` takes project configs from `projects/*.json`; `local` keeps everything in an embedded store.",
  }),
  instance: oneOf("instance", ["default", "canary"], {
    default: "default",
    doc: "Marks self-reporting of a canary deployment.",
  }),
  upstream: upstreamUrl("upstream", {
    default: "https://sentry.io/",
    doc: "Where everything is sent: Sentry or another relay.",
  }),
  advertisedUpstream: upstreamUrl("advertised_upstream", {
    default: null,
    nullable: true,
    doc: "Sent as `upstream` in project configs that relays below us fetch.",
  }),
  host: ipAddress("host", {
    default: "127.0.0.1",
    defaultText: "127.0.0.1, in a container 0.0.0.0",
    doc: "The address to listen on; names are not resolved.",
  }),
  port: port("port", { default: 3000, doc: "The port to listen on." }),
  internalHost: ipAddress("internal_host", {
    default: null,
    nullable: true,
    doc: "Address of a second listener for health checks, metrics and control.",
  }),
  internalPort: port("internal_port", {
    default: null,
    nullable: true,
    doc: "Port of that second listener.",
  }),
  overrideProjectIds: flag("override_project_ids", {
    default: false,
    quiet: true,
    doc: "Take the project id from the project config and ignore the one in the URL or DSN.",
  }),
  configReloadIntervalMs: seconds("config_reload_interval", {
    default: null,
    nullable: true,
    doc: "How often the file is read again; only its `health` section takes effect.",
  }),
  arbiters: positiveNumber("arbiters", {
    default: null,
    nullable: true,
    ours: true,
    defaultText: "one per core",
    doc: "Ingest threads, each with its own listener on the shared port, processor and upstream connections.",
  }),
}));
export type RelayConfig = ConfigOf<typeof relay>;
