import type { Overrides } from "../../config/load/overrides.ts";
import { type Command, command } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import type { Ports } from "../host.ts";
import { checkPort } from "../values.ts";

/** `baton dev`, and `baton` alone: receives everything, keeps it, shows it. */
export function devCommand(cli: Cli, dev: NonNullable<Ports["dev"]>): Command {
  return command({
    name: "dev",
    about: "Run the local receiver with its page",
    details: [
      "It needs no configuration: point an SDK at the DSN it prints and see what arrives.",
      "With --upstream everything is also forwarded, to that DSN's project.",
    ].join("\n"),
    flags: {
      upstream: {
        kind: "value",
        long: "upstream",
        valueName: "dsn",
        doc: "Also forward everything to this DSN.",
      },
      port: {
        kind: "value",
        long: "port",
        short: "P",
        valueName: "PORT",
        doc: "The port of receiver and page; 0 takes a free one.",
        check: checkPort,
      },
    },
    run: async ({ flags, global }) => {
      const overrides: Overrides = {
        mode: "local",
        ...(flags.upstream === undefined ? {} : { localUpstreamDsn: flags.upstream }),
        ...(flags.port === undefined ? {} : { localPort: flags.port }),
      };
      return dev(await cli.start(global, overrides));
    },
  });
}
