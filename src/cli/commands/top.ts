import { resolve } from "node:path";
import { DEFAULT_FOLDER } from "../../config/load/load.ts";
import { type Command, command } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import type { Ports } from "../host.ts";

/** `baton top`: the actors of a running relay, busiest first. */
export function topCommand(cli: Cli, top: NonNullable<Ports["top"]>): Command {
  return command({
    name: "top",
    about: "Watch the actors of a running relay",
    flags: {
      once: { kind: "switch", long: "once", doc: "Print once, rates over one second, and end" },
      format: {
        kind: "value",
        long: "format",
        short: "f",
        doc: "How actors are written; `json`: one per line, and only once",
        choices: ["table", "json"],
        default: "table",
      },
    },
    run: async ({ flags, global }) => {
      cli.startLogging({ level: "info", format: "auto", enableBacktraces: false, tracesSampleRatio: 0 });
      const format = flags.format === "json" ? "json" : "table";
      return top({ folder: resolve(global.config ?? DEFAULT_FOLDER), once: flags.once, format });
    },
  });
}
