import { byteSize, dsn, ipAddress, path, port, seconds } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const local = section(
  "local",
  "The local receiver (`relay.mode: local`, `baton dev`).",
  () => ({
    host: ipAddress("host", {
      default: "127.0.0.1",
      ours: true,
      doc: "Loopback address of receiver and page; `::1` is added where it exists.",
    }),
    port: port("port", {
      default: 8969,
      ours: true,
      doc: "Port of receiver and page; the next free one if it is in use.",
    }),
    storePath: path("store_path", {
      default: null,
      nullable: true,
      ours: true,
      defaultText: "`local.db` in the config folder",
      doc: "SQLite file of the local store.",
    }),
    retentionBytes: byteSize("retention_bytes", {
      default: "1GiB",
      ours: true,
      doc: "Oldest items go when the store is larger.",
    }),
    retentionAgeMs: seconds("retention_age", {
      default: 604_800,
      ours: true,
      doc: "Items go when they are older.",
    }),
    upstreamDsn: dsn("upstream_dsn", {
      default: null,
      nullable: true,
      ours: true,
      doc: "Also forward everything to this DSN's project.",
    }),
  }),
  { ours: true },
);
