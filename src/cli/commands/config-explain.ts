import { root } from "../../config/config.ts";
import { explain, findOption, optionPaths } from "../../config/explain.ts";
import { nearest } from "../../config/load/edit-distance.ts";
import { type Command, command } from "../arguments/command.ts";
import { type Cli, CommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";

/** `baton config explain KEY`: what an option means, what it may be, and where its value comes from. */
export function configExplainCommand(cli: Cli): Command {
  return command({
    name: "explain",
    about: "Explain an option and say where its value comes from",
    flags: {},
    positionals: {
      name: "KEY",
      doc: "The option, such as `http.timeout`, or a section, such as `http`; without one all sections.",
      required: false,
    },
    run: async ({ global, arguments: [key = ""] }) => {
      const option = findOption(root, key);
      if (option === undefined) {
        const meant = nearest(key, optionPaths(root));
        throw new CommandError(
          `there is no option \`${key}\``,
          meant === undefined ? [] : [`did you mean \`${meant}\`?`],
        );
      }
      cli.host.print(explain(option, key, await cli.load(global, {}, true)));
      return EXIT_OK;
    },
  });
}
