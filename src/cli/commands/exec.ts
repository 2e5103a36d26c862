import { type Command, command } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import type { Ports } from "../host.ts";

/** `baton exec -- CMD`: a local receiver for the time of a command, whose exit code is ours. */
export function execCommand(cli: Cli, exec: NonNullable<Ports["exec"]>): Command {
  return command({
    name: "exec",
    about: "Run a command with a local receiver beside it",
    details: [
      "The command gets SENTRY_DSN and SENTRY_SPOTLIGHT of the receiver in its environment.",
      "What it sent is told at its end; the exit code is the command's.",
    ].join("\n"),
    flags: {},
    positionals: {
      name: "CMD",
      doc: "The command and its arguments, behind `--`.",
      required: true,
      many: true,
    },
    run: async ({ global, arguments: words }) =>
      exec(await cli.start(global, { mode: "local", localPort: "0" }), words),
  });
}
