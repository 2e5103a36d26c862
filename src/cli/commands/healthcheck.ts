import type { RelayConfig } from "../../config/sections/relay.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { type Command, command } from "../arguments/command.ts";
import { type Cli, CommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";
import { statusText } from "../status-text.ts";
import { checkSocketAddress, checkWholeNumber } from "../values.ts";

const TARGET = "baton::healthcheck";
const MAX_ANSWER_BYTES = 64 * 1024;

/** `baton healthcheck`: asks a running relay; silent and 0 when it is well. */
export function healthcheckCommand(cli: Cli): Command {
  return command({
    name: "healthcheck",
    about: "Check the health of the relay",
    details: "This asks a running relay's health endpoint. The exit code is 0 when it is healthy,\nelse 1.",
    flags: {
      mode: {
        kind: "value",
        long: "mode",
        doc: "The relay health check status to check. Possible values are `live` and `ready`.",
        default: "live",
        choices: ["live", "ready"],
      },
      timeout: {
        kind: "value",
        long: "timeout",
        doc: "The timeout in seconds to wait for the healthcheck",
        default: "30",
        check: checkWholeNumber,
      },
      addr: {
        kind: "value",
        long: "addr",
        doc: "Address where Relay is running. Defaults to the Relay configuration.",
        check: checkSocketAddress,
      },
    },
    run: async ({ flags, global }) => {
      const { config } = await cli.start(global);
      const url = `http://${flags.addr ?? addressOf(config.relay)}/api/relay/healthcheck/${flags.mode}/`;
      const problem = await ask(url, Number(flags.timeout) * 1000);
      if (problem === undefined) return EXIT_OK;
      log("error", TARGET, `Relay is unhealthy. ${problem.log}`);
      throw new CommandError(problem.message, problem.sources);
    },
  });
}

interface Unhealthy {
  readonly log: string;
  readonly message: string;
  readonly sources: readonly string[];
}

async function ask(url: string, timeoutMs: number): Promise<Unhealthy | undefined> {
  const { createHttpClient } = await import("../../kernel/runtime/http-client.ts");
  const client = createHttpClient({
    connectTimeoutMs: timeoutMs,
    maxConnections: 1,
    maxResponseBytes: MAX_ANSWER_BYTES,
    keepAliveMs: 0,
  });
  const answer = await client.request({ method: "GET", url, timeoutMs });
  client.close();
  if (!answer.ok) {
    const message = `error sending request for url (${url})`;
    return { log: `Error: ${message}`, message, sources: [answer.error.message] };
  }
  const { status } = answer.value;
  if (status >= 200 && status < 300) return undefined;
  const text = `Status code: ${statusText(status)}`;
  return { log: text, message: `Relay is unhealthy. ${text}`, sources: [] };
}

/** The internal listener where there is one. */
function addressOf({ host, port, internalHost, internalPort }: RelayConfig): string {
  const ip = internalHost ?? host;
  const known = internalHost !== null || internalPort !== null;
  return `${ip.includes(":") ? `[${ip}]` : ip}:${known ? (internalPort ?? port) : port}`;
}
