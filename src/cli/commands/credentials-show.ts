import { type Command, command } from "../arguments/command.ts";
import { type Cli, CommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";
import { printIdentity } from "../identity.ts";

/** `baton credentials show`: id and public key, never the secret key. */
export function credentialsShowCommand(cli: Cli): Command {
  return command({
    name: "show",
    about: "Show currently stored credentials.",
    details: "This prints the relay id and the public key.",
    flags: {},
    run: async ({ global }) => {
      const { credentials } = await cli.start(global);
      if (credentials === undefined) throw new CommandError("no stored credentials");
      printIdentity(cli.host, "Credentials:", credentials);
      return EXIT_OK;
    },
  });
}
