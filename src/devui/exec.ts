import type { ChildProcess } from "../kernel/runtime/child-process.ts";
import type { SignalName } from "../kernel/runtime/signals.ts";
import type { StoreStats } from "../services/local-store/records.ts";
import type { ReceiverInfo } from "./receiver-info.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface ExecDeps {
  readonly info: ReceiverInfo;
  /** Address of the page. */
  readonly page: string;
  readonly env: Environment;
  readonly start: (words: readonly string[], env: Environment) => ChildProcess;
  readonly onSignal: (name: SignalName, handler: () => void) => () => void;
  /** Asked once the command has ended. */
  readonly stats: () => Promise<Pick<StoreStats, "byType" | "byOutcome">>;
  /** Writes beside the command's own output, to standard error. */
  readonly complain: (line: string) => void;
}

/**
 * Runs a command with a receiver's addresses in its environment, passes signals on, and tells at the end what came
 * in. A terminal sends its SIGINT to the command by itself, so that one is only kept from ending us first.
 * @returns the command's exit code
 */
export async function execBeside(words: readonly string[], deps: ExecDeps): Promise<number> {
  deps.complain(`baton: receiving at ${deps.page}`);
  // Before the command runs, so that no signal finds us unprepared and leaves it behind.
  let child: ChildProcess | undefined;
  const passOn = (name: SignalName) => deps.onSignal(name, () => child?.kill(name));
  const undo = [
    passOn("SIGTERM"),
    passOn("SIGHUP"),
    deps.onSignal("SIGINT", () => {}),
    deps.onSignal("SIGQUIT", () => {}),
  ];
  child = deps.start(words, { ...deps.env, ...receiverEnvironment(deps.info) });
  const exitCode = await child.exitCode;
  for (const off of undo) off();
  if (exitCode === 127 || exitCode === 126) deps.complain(`baton: cannot run ${words[0] ?? ""}`);
  deps.complain(`baton: ${received(await deps.stats())}`);
  return exitCode;
}

/** Names under which bundlers hand variables to a browser; SDKs look for them. */
const BROWSER_PREFIXES = [
  "VITE_",
  "NEXT_PUBLIC_",
  "NUXT_PUBLIC_",
  "PUBLIC_",
  "REACT_APP_",
  "VUE_APP_",
  "GATSBY_",
];

/** What points an SDK here, without touching the command's code. */
function receiverEnvironment({ dsn, spotlight }: ReceiverInfo): Readonly<Record<string, string>> {
  const env: Record<string, string> = { SENTRY_DSN: dsn, SENTRY_SPOTLIGHT: spotlight };
  for (const prefix of BROWSER_PREFIXES) {
    env[`${prefix}SENTRY_DSN`] = dsn;
    env[`${prefix}SENTRY_SPOTLIGHT`] = spotlight;
  }
  return env;
}

const DELIVERED: ReadonlySet<string> = new Set(["stored", "forwarded", "pending", "spooled"]);

/** `received 3 event, 12 transaction; 1 filtered`. */
export function received({ byType, byOutcome }: Pick<StoreStats, "byType" | "byOutcome">): string {
  const types = Object.entries(byType).toSorted(([, a], [, b]) => b - a);
  if (types.length === 0) return "received nothing";
  const told = types.map(([type, count]) => `${count} ${type.replaceAll("_", " ")}`).join(", ");
  const drops = Object.entries(byOutcome).filter(([outcome, count]) => count > 0 && !DELIVERED.has(outcome));
  const dropped = drops.map(([outcome, count]) => `${count} ${outcome.replaceAll("_", " ")}`).join(", ");
  return `received ${told}${dropped === "" ? "" : `; ${dropped}`}`;
}
