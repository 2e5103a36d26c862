import type { Host, Ports } from "./cli/host.ts";
import { runCli } from "./cli/run-cli.ts";
import { Output } from "./kernel/runtime/stdio.ts";
import { isTerminal } from "./kernel/runtime/terminal.ts";

/** How long a slow reader may hold up the end of the process. */
const FLUSH_MS = 2000;

const stdout = new Output({ fd: 1 });
const stderr = new Output({ fd: 2 });

const host: Host = {
  env: process.env,
  print: (line) => void stdout.line(line),
  complain: (line) => void stderr.line(line),
  isTerminal,
  prompts: async () => (await import("./cli/prompts.ts")).terminalPrompts(),
  isLambdaExtension:
    (process.env.AWS_LAMBDA_RUNTIME_API ?? "") !== "" && process.execPath.includes("/extensions/"),
};

/** Each mode is loaded when it is asked for: what a call does not need costs it nothing. */
const ports: Ports = {
  tap: async (options) => {
    const colours = host.isTerminal(1) && (host.env.NO_COLOR ?? "") === "";
    return (await import("./app/run-tap.ts")).runTap(options, { ...host, colours });
  },
  exec: async (launch, words) => (await import("./app/run-exec.ts")).runExec(launch, words, host),
  dev: async (launch) => (await import("./app/run-local.ts")).runLocal(launch, host.print),
  run: async ({ config, folder }) => {
    if (config.relay.mode === "local")
      return (await import("./app/run-local.ts")).runLocal({ config, folder }, host.print);
    const [{ startRelay }, { untilStopped }] = await Promise.all([
      import("./app/relay.ts"),
      import("./app/run-relay.ts"),
    ]);
    return untilStopped(await startRelay({ config, folder }), config);
  },
};

const exitCode = await runCli(host, ports, process.argv.slice(2));
await Promise.all([stdout.flush(FLUSH_MS), stderr.flush(FLUSH_MS)]);
process.exit(exitCode);
