import { flag, milliseconds, path, seconds, wholeNumber } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const cache = section("cache", "How long what the upstream told is believed.", () => ({
  projectRequestFullConfig: flag("project_request_full_config", {
    default: false,
    doc: "Ask for full instead of limited project configs; always full while processing.",
  }),
  projectExpiryMs: seconds("project_expiry", {
    default: 300,
    doc: "Age after which a project config is refreshed on access.",
  }),
  projectGracePeriodMs: seconds("project_grace_period", {
    default: 120,
    doc: "How much longer a stale project config may be used.",
  }),
  projectRefreshIntervalMs: seconds("project_refresh_interval", {
    default: null,
    nullable: true,
    doc: "Refreshes without access; only if larger than the expiry and smaller than expiry and grace together.",
  }),
  relayExpiryMs: seconds("relay_expiry", {
    default: 3600,
    doc: "How long the public key of a relay below us is kept.",
  }),
  missExpiryMs: seconds("miss_expiry", { default: 60, doc: "How long a relay below us stays unknown." }),
  batchIntervalMs: milliseconds("batch_interval", {
    default: 100,
    doc: "Delay to batch project config queries.",
  }),
  downstreamRelaysBatchIntervalMs: milliseconds("downstream_relays_batch_interval", {
    default: 100,
    doc: "Delay to batch public key queries.",
  }),
  batchSize: wholeNumber("batch_size", { default: 500, doc: "Keys per project config query." }),
  fileIntervalMs: seconds("file_interval", {
    default: 10,
    doc: "How often `projects/*.json` are looked at, in static mode.",
  }),
  globalConfigFetchIntervalMs: seconds("global_config_fetch_interval", {
    default: 10,
    doc: "How often the global config is fetched.",
  }),
  snapshot: flag("snapshot", {
    default: true,
    ours: true,
    doc: "Keep what the upstream told on disk, to be used when it is silent after a restart.",
  }),
  snapshotPath: path("snapshot_path", {
    default: null,
    nullable: true,
    ours: true,
    defaultText: "`snapshot.db` in the config folder",
    doc: "SQLite file of that snapshot.",
  }),
}));
