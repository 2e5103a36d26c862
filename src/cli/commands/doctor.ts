import { type Command, command } from "../arguments/command.ts";
import type { Cli } from "../cli.ts";
import { findingText } from "../doctor/finding.ts";
import { EXIT_FAILED, EXIT_OK } from "../host.ts";

/** `baton doctor`: goes the way to the upstream step by step and says where it ends, and what to do. */
export function doctorCommand(cli: Cli): Command {
  return command({
    name: "doctor",
    about: "Find out why nothing arrives",
    details: [
      "Looks at the configuration, the spool's folder, the proxy, name resolution, TCP, TLS,",
      "the upstream's answer and the clock. Exit code 1 when something must be repaired.",
    ].join("\n"),
    flags: {},
    run: async ({ global }) => {
      const loaded = await cli.load(global);
      const { examine } = await import("../doctor/examine.ts");
      const { instruments } = await import("../doctor/instruments.ts");
      let failed = false;
      for await (const finding of examine(loaded, instruments(loaded.config.http))) {
        cli.host.print(findingText(finding));
        failed ||= finding.state === "fail";
      }
      return failed ? EXIT_FAILED : EXIT_OK;
    },
  });
}
