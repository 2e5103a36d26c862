import { type Command, command } from "../arguments/command.ts";
import type { Ports } from "../host.ts";
import { checkWholeNumber } from "../values.ts";

/** `baton lambda test FOLDER`: a function with our extension in an emulated Lambda environment. */
export function lambdaTestCommand(test: NonNullable<Ports["lambdaTest"]>): Command {
  return command({
    name: "test",
    about: "Try a function with the extension, without AWS",
    details: "It says what arrived, what it cost and what would have been lost.",
    flags: {
      runtime: {
        kind: "value",
        long: "runtime",
        doc: "The function's runtime",
        choices: ["node", "python", "custom"],
      },
      cold: { kind: "value", long: "cold", doc: "Cold starts to run", default: "1", check: checkWholeNumber },
      freeze: { kind: "switch", long: "freeze", doc: "Freeze the sandbox between invocations" },
      timeout: { kind: "switch", long: "timeout", doc: "Let an invocation run into its time limit" },
      crash: { kind: "switch", long: "crash", doc: "Let the runtime crash" },
      oom: { kind: "switch", long: "oom", doc: "Kill the runtime as when it is out of memory" },
      outage: { kind: "switch", long: "outage", doc: "Let the upstream refuse for a while" },
    },
    positionals: { name: "FOLDER", doc: "The function's folder.", required: true },
    run: ({ flags, arguments: [folder = "."] }) =>
      test({ ...flags, folder, runtime: flags.runtime, cold: Number(flags.cold) }),
  });
}
