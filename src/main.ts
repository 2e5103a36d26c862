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
  top: async (options) =>
    (await import("./app/run-top.ts")).runTop(options, { ...host, isTerminal: host.isTerminal(1) }),
  exec: async (launch, words) => (await import("./app/run-exec.ts")).runExec(launch, words, host),
  lambdaTest: async ({ folder, runtime, cold, ...scenarios }) => {
    const [{ runLambdaTest }, { defaultConfig }] = await Promise.all([
      import("./app/lambda-test.ts"),
      import("./config/config.ts"),
    ]);
    const wanted = (["freeze", "timeout", "crash", "oom", "outage"] as const).filter(
      (name) => scenarios[name],
    );
    return runLambdaTest({
      folder,
      runtime,
      scenarios: [...Array.from({ length: Math.max(1, cold) }, () => "normal" as const), ...wanted],
      config: defaultConfig(),
      // From its sources this is Bun with a script; as one file it is started by its own name.
      self: import.meta.path.startsWith("/$bunfs/")
        ? [process.execPath]
        : [process.execPath, import.meta.path],
      env: process.env,
      print: host.print,
      stays: host.isTerminal(1),
    });
  },
  dev: async (launch) => (await import("./app/run-local.ts")).runLocal(launch, host.print),
  run: async ({ config, folder, credentials, reload }) => {
    if (config.relay.mode === "local")
      return (await import("./app/run-local.ts")).runLocal({ config, folder }, host.print);
    const [{ startRelay }, { runRelay }] = await Promise.all([
      import("./app/relay.ts"),
      import("./app/run-relay.ts"),
    ]);
    return runRelay({ start: () => startRelay({ config, folder, credentials }), config, folder, reload });
  },
};

const exitCode = (await lambdaExtension()) ?? (await runCli(host, ports, process.argv.slice(2)));
await Promise.all([stdout.flush(FLUSH_MS), stderr.flush(FLUSH_MS)]);
process.exit(exitCode);

/** Started by Lambda, out of an extensions folder or because it was told so; `undefined` otherwise. */
async function lambdaExtension(): Promise<number | undefined> {
  const { env, execPath } = process;
  if (!env.AWS_LAMBDA_RUNTIME_API || !(host.isLambdaExtension || env.BATON_AWS_LAMBDA === "1"))
    return undefined;
  const [{ runLambda }, { installLambdaLog }] = await Promise.all([
    import("./app/lambda.ts"),
    import("./app/lambda-log.ts"),
  ]);
  const output = installLambdaLog(env);
  const dataEntry = new URL("./app/lambda-data.ts", import.meta.url);
  const exitCode = await runLambda({ env, executable: env.BATON_EXTENSION_NAME ?? execPath, dataEntry });
  await output.flush(20);
  return exitCode;
}
