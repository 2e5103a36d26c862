import { embeddedText } from "../../kernel/runtime/embedded-text.ts";
import { type Command, command } from "../arguments/command.ts";
import { type Cli, CommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";

/** As `npm run build` names it. */
const NOTICES = "THIRD-PARTY-NOTICES.txt";

/** `baton licenses`: what the executable contains besides Baton, and under which licences. */
export function licensesCommand(cli: Cli): Command {
  return command({
    name: "licenses",
    about: "Print the notices of what this executable contains",
    flags: {},
    run: async () => {
      const notices = await embeddedText(NOTICES);
      if (notices === undefined) {
        throw new CommandError("only the executable carries its notices", [
          `npm run build writes ${NOTICES} beside it`,
        ]);
      }
      cli.host.print(notices.trimEnd());
      return EXIT_OK;
    },
  });
}
