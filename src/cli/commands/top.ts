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
    flags: {},
    run: async ({ global }) => {
      cli.startLogging({ level: "info", format: "auto", enableBacktraces: false, tracesSampleRatio: 0 });
      return top({ folder: resolve(global.config ?? DEFAULT_FOLDER) });
    },
  });
}
