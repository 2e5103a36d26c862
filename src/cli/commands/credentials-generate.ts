import { formatCredentials } from "../../config/credentials/credentials.ts";
import { writeCredentials } from "../../config/credentials/credentials-file.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { type Command, command } from "../arguments/command.ts";
import { type Cli, CommandError, LOG_TARGET, toCommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";
import { printIdentity } from "../identity.ts";

/** `baton credentials generate`. Without a config.yml there is no folder to keep them in: they are only printed. */
export function credentialsGenerateCommand(cli: Cli): Command {
  return command({
    name: "generate",
    about: "Generate new credentials",
    details:
      "New credentials are generated and stored. Existing ones are an error unless\n--overwrite is given.",
    flags: {
      overwrite: {
        kind: "switch",
        long: "overwrite",
        doc: "Overwrite already existing credentials instead of failing",
      },
      stdout: {
        kind: "switch",
        long: "stdout",
        doc: "Write credentials to stdout instead of credentials.json",
      },
    },
    run: async ({ flags, global }) => {
      const { credentials: existing, file, folder } = await cli.start(global);
      if (existing !== undefined && !flags.overwrite) {
        throw new CommandError("aborting because credentials already exist. Pass --overwrite to force.");
      }
      const { generateCredentials } = await import("../../config/credentials/generate.ts");
      log("info", LOG_TARGET, "generating new relay credentials");
      const credentials = generateCredentials();
      if (flags.stdout) {
        cli.host.print(formatCredentials(credentials, true));
        return EXIT_OK;
      }
      const written = file === undefined ? undefined : writeCredentials(folder, credentials);
      if (written?.ok === false) throw toCommandError(written.error);
      printIdentity(cli.host, "Generated new credentials", credentials);
      return EXIT_OK;
    },
  });
}
