import { startProblem } from "../../config/checks.ts";
import { problemText } from "../../config/load/error.ts";
import { type Command, command } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import { EXIT_FAILED, EXIT_OK } from "../host.ts";

/** `baton config check`: everything that would keep a relay from starting, and what looks like a mistake. */
export function configCheckCommand(cli: Cli): Command {
  return command({
    name: "check",
    about: "Check the config without running anything",
    details: [
      "All problems are reported at once, with file, line, column and key. Exit code 1 when",
      "the relay would not start; with --strict also when there are warnings.",
    ].join("\n"),
    flags: { strict: { kind: "switch", long: "strict", doc: "Take warnings for errors" } },
    run: async ({ flags, global }) => {
      const { print, complain } = cli.host;
      const { config, credentials, file, warnings } = await cli.load(global);
      for (const warning of warnings) complain(`warning: ${problemText(warning)}`);
      const problem = startProblem(config, credentials);
      if (problem !== undefined) complain(`error: ${problem}`);
      if (problem !== undefined || (flags.strict && warnings.length > 0)) return EXIT_FAILED;
      print(
        `${file ?? "The built-in defaults"}: ok, ${config.relay.mode} mode${warnings.length > 0 ? ", with warnings" : ""}`,
      );
      return EXIT_OK;
    },
  });
}
