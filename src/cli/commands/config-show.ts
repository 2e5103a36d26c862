import { root } from "../../config/config.ts";
import { showSection } from "../../config/show/effective.ts";
import { yamlText } from "../../config/show/yaml-text.ts";
import { type Command, command } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import { EXIT_OK } from "../host.ts";

/** `baton config show`: every option with the value that holds. */
export function configShowCommand(cli: Cli): Command {
  return command({
    name: "show",
    about: "Show the entire config out for debugging purposes",
    details: [
      "This writes every option with its effective value: from the file, the environment",
      "or the default. `debug` writes the values as the program uses them, in its units.",
    ].join("\n"),
    flags: {
      format: {
        kind: "value",
        long: "format",
        short: "f",
        doc: "The output format",
        choices: ["debug", "yaml"],
        default: "yaml",
      },
    },
    run: async ({ flags, global }) => {
      const loaded = await cli.load(global);
      const debug = flags.format === "debug";
      cli.host.print(
        debug ? JSON.stringify(loaded.config, null, 2) : yamlText(showSection(root, loaded.tree)),
      );
      return EXIT_OK;
    },
  });
}
