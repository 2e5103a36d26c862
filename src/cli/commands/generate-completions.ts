import { type Command, command, type Group } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import { SHELLS, type Shell } from "../completions/shells.ts";
import { EXIT_OK } from "../host.ts";

/** `baton generate-completions`: a script that teaches a shell our words. */
export function generateCompletionsCommand(cli: Cli, program: () => Group): Command {
  return command({
    name: "generate-completions",
    about: "Generate shell completion file",
    details:
      "This generates a completions file for the shell of choice. Without --format it is the\nshell named by $SHELL, else bash.",
    flags: {
      format: {
        kind: "value",
        long: "format",
        short: "f",
        valueName: "SHELL",
        doc: "Explicitly pick the shell to generate a completion file for. The default is autodetection.",
        choices: SHELLS,
      },
    },
    run: async ({ flags }) => {
      const { completionScript } = await import("../completions/scripts.ts");
      cli.host.print(completionScript(shellOf(flags.format, cli.host.env.SHELL), program()));
      return EXIT_OK;
    },
  });
}

function shellOf(wanted: string | undefined, login: string | undefined): Shell {
  const name = wanted ?? login?.split("/").at(-1);
  return SHELLS.find((shell) => shell === name) ?? "bash";
}
