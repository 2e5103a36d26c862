import { removeCredentials } from "../../config/credentials/credentials-file.ts";
import { type Command, command } from "../arguments/command.ts";
import { type Cli, toCommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";

/** `baton credentials remove`: asks first. */
export function credentialsRemoveCommand(cli: Cli): Command {
  return command({
    name: "remove",
    about: "Remove credentials",
    details: "This removes the stored credentials of the relay.",
    flags: { yes: { kind: "switch", long: "yes", doc: "Do not prompt for confirmation" } },
    run: async ({ flags, global }) => {
      const { credentials, folder } = await cli.start(global);
      if (credentials === undefined) {
        cli.host.print("No credentials");
        return EXIT_OK;
      }
      if (!flags.yes && !(await (await cli.ask()).confirm("Remove stored credentials?"))) return EXIT_OK;
      const removed = removeCredentials(folder);
      if (!removed.ok) throw toCommandError(removed.error);
      cli.host.print("Credentials removed");
      return EXIT_OK;
    },
  });
}
