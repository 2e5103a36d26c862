import { resolve } from "node:path";
import { DEFAULT_FOLDER } from "../../config/load/load.ts";
import { type Command, command } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import type { Ports } from "../host.ts";

/** `baton tap`: what a running relay receives, and what becomes of it. */
export function tapCommand(cli: Cli, tap: NonNullable<Ports["tap"]>): Command {
  return command({
    name: "tap",
    about: "Watch what a running relay receives and what becomes of it",
    flags: {
      format: {
        kind: "value",
        long: "format",
        short: "f",
        doc: "How items are written",
        choices: ["human", "json"],
        default: "human",
      },
      project: { kind: "value", long: "project", doc: "Only items of this project id" },
      type: { kind: "value", long: "type", doc: "Only items of this type" },
      dropped: { kind: "switch", long: "dropped", doc: "Only items that were dropped" },
    },
    run: async ({ flags, global }) => {
      cli.startLogging({ level: "info", format: "auto", enableBacktraces: false, tracesSampleRatio: 0 });
      return tap({
        folder: resolve(global.config ?? DEFAULT_FOLDER),
        format: flags.format === "json" ? "json" : "human",
        project: flags.project,
        itemType: flags.type,
        dropsOnly: flags.dropped,
      });
    },
  });
}
