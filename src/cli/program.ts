import type { Group, Node } from "./arguments/command.ts";
import type { Cli } from "./cli.ts";
import { configCheckCommand } from "./commands/config-check.ts";
import { configExplainCommand } from "./commands/config-explain.ts";
import { configInitCommand } from "./commands/config-init.ts";
import { configShowCommand } from "./commands/config-show.ts";
import { credentialsGenerateCommand } from "./commands/credentials-generate.ts";
import { credentialsRemoveCommand } from "./commands/credentials-remove.ts";
import { credentialsSetCommand } from "./commands/credentials-set.ts";
import { credentialsShowCommand } from "./commands/credentials-show.ts";
import { devCommand } from "./commands/dev.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { execCommand } from "./commands/exec.ts";
import { generateCompletionsCommand } from "./commands/generate-completions.ts";
import { healthcheckCommand } from "./commands/healthcheck.ts";
import { lambdaTestCommand } from "./commands/lambda-test.ts";
import { licensesCommand } from "./commands/licenses.ts";
import { runCommand } from "./commands/run.ts";
import { tapCommand } from "./commands/tap.ts";
import { topCommand } from "./commands/top.ts";
import type { Ports } from "./host.ts";

/** All verbs: the reference's first, then ours. One whose port is absent is not there. */
export function buildProgram(cli: Cli, ports: Ports): Group {
  const commands: Node[] = [
    ...(ports.run === undefined ? [] : [runCommand(cli, ports.run)]),
    credentialsGroup(cli),
    configGroup(cli),
    generateCompletionsCommand(cli, () => program),
    healthcheckCommand(cli),
    doctorCommand(cli),
    ...(ports.dev === undefined ? [] : [devCommand(cli, ports.dev)]),
    ...(ports.tap === undefined ? [] : [tapCommand(cli, ports.tap)]),
    ...(ports.exec === undefined ? [] : [execCommand(cli, ports.exec)]),
    ...(ports.top === undefined ? [] : [topCommand(cli, ports.top)]),
    licensesCommand(cli),
    ...(ports.lambdaTest === undefined ? [] : [lambdaGroup(ports.lambdaTest)]),
  ];
  const program: Group = {
    name: "baton",
    about: "A relay for Sentry telemetry.",
    commands,
    ...(ports.dev === undefined ? {} : { details: "Without a command: the local receiver, as `baton dev`." }),
  };
  return program;
}

function credentialsGroup(cli: Cli): Group {
  return {
    name: "credentials",
    about: "Manage the relay credentials",
    details: [
      "The credentials are a key pair and an id. With them a relay registers upstream: an",
      "organization trusts a public key, and each relay has an id of its own. Relays may",
      "share a key pair as long as their ids differ; the key of an id cannot be changed",
      "once it has registered.",
    ].join("\n"),
    commands: [
      credentialsGenerateCommand(cli),
      credentialsRemoveCommand(cli),
      credentialsShowCommand(cli),
      credentialsSetCommand(cli),
    ],
  };
}

function configGroup(cli: Cli): Group {
  return {
    name: "config",
    about: "Manage the relay config",
    details: "Create a configuration, look at it, check it, and ask what an option means.",
    commands: [
      configInitCommand(cli),
      configShowCommand(cli),
      configCheckCommand(cli),
      configExplainCommand(cli),
    ],
  };
}

function lambdaGroup(port: NonNullable<Ports["lambdaTest"]>): Group {
  return { name: "lambda", about: "Work with the AWS Lambda extension", commands: [lambdaTestCommand(port)] };
}
