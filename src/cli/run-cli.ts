import { BATON_VERSION, COMPATIBLE_VERSION } from "../config/version.ts";
import { Fault } from "../kernel/base/fault.ts";
import { helpText } from "./arguments/help.ts";
import { parseArguments } from "./arguments/parse.ts";
import { Cli, CommandError } from "./cli.ts";
import { EXIT_FAILED, EXIT_OK, EXIT_USAGE, type Host, type Ports } from "./host.ts";
import { buildProgram } from "./program.ts";

/** The version we are compatible with, then our own. */
const VERSION_TEXT = `baton ${COMPATIBLE_VERSION} (${BATON_VERSION})`;

/** Parses the words behind the program's name, runs what they ask for, and resolves with the exit code. */
export async function runCli(host: Host, ports: Ports, words: readonly string[]): Promise<number> {
  const cli = new Cli(host);
  const program = buildProgram(cli, ports);
  const request = parseArguments(program, words.length === 0 ? defaultWords(host, ports) : words, host.env);
  if (!request.ok) {
    host.complain(request.error);
    return EXIT_USAGE;
  }
  const { value } = request;
  if (value.ask === "call") return callCommand(cli, async () => value.call.command.run(value.call));
  host.print(value.ask === "version" ? VERSION_TEXT : helpText(value.level));
  return EXIT_OK;
}

/** Without a command: Lambda starts its extensions so; everybody else gets the local receiver. */
function defaultWords(host: Host, ports: Ports): readonly string[] {
  if (host.isLambdaExtension) return ["run"];
  return ports.dev === undefined ? [] : ["dev"];
}

/** Runs a handler; what its user can do something about becomes exit code 1, a bug goes on. */
async function callCommand(cli: Cli, run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof CommandError) cli.report(error);
    else if (error instanceof Fault) cli.report(new CommandError(error.message, causesOf(error)));
    else if (error instanceof Error && error.name === "Cancelled") return EXIT_FAILED;
    else throw error;
    return EXIT_FAILED;
  }
}

function causesOf(fault: Fault): readonly string[] {
  const causes: string[] = [];
  for (let cause = fault.cause; cause instanceof Error && causes.length < 5; cause = cause.cause)
    causes.push(cause.message);
  return causes;
}
