import type { Config } from "../config/config.ts";
import type { Credentials } from "../config/credentials/credentials.ts";
import type { Environment } from "../config/load/interpolate.ts";
import type { Prompts } from "./prompts.ts";

/** Exit codes, as the reference's. */
export const EXIT_OK = 0;
export const EXIT_FAILED = 1;
export const EXIT_USAGE = 2;

/** The process as commands see it; tests give their own. */
export interface Host {
  readonly env: Environment;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
  /** Writes a line to standard error. */
  readonly complain: (line: string) => void;
  /** Whether somebody sits behind standard input (0) or output (1). */
  readonly isTerminal: (fd: 0 | 1) => boolean;
  /** Asks the user; loaded only when somebody is asked. */
  readonly prompts: () => Promise<Prompts>;
  /** Whether this executable lies where Lambda looks for extensions. */
  readonly isLambdaExtension: boolean;
}

/** What a mode starts with. */
export interface Launch {
  readonly config: Config;
  /** The config folder, absolute; also where control sockets and stores lie. */
  readonly folder: string;
  readonly credentials: Credentials | undefined;
  /** Reads the configuration again, with the same environment and flags; rejects with what is wrong with it. */
  readonly reload?: () => Promise<Config>;
}

/**
 * What lies left of the command line. Each starts something and resolves with the exit code once it has ended; a Fault
 * says why it could not start. A verb whose port is absent is not offered.
 */
export interface Ports {
  /** `baton run`, by `config.relay.mode`; logging is up. */
  readonly run?: (launch: Launch) => Promise<number>;
  /** `baton dev`: the local receiver with its page; logging is up. */
  readonly dev?: (launch: Launch) => Promise<number>;
  /** `baton tap`: writes what a running relay lets through. */
  readonly tap?: (tap: TapOptions) => Promise<number>;
  /** `baton exec -- CMD`: a receiver for the time of a command. */
  readonly exec?: (launch: Launch, words: readonly string[]) => Promise<number>;
  /** `baton top`: the actors of a running relay. */
  readonly top?: (top: TopOptions) => Promise<number>;
  /** `baton lambda test FOLDER`: a function with our extension, emulated. */
  readonly lambdaTest?: (test: LambdaTestOptions) => Promise<number>;
}

export interface TopOptions {
  /** The config folder of the running relay. */
  readonly folder: string;
  /** Print once instead of drawing again and again. */
  readonly once: boolean;
  readonly format: "table" | "json";
}

export interface TapOptions {
  /** The config folder of the running relay; its control socket lies there. */
  readonly folder: string;
  readonly format: "human" | "json";
  readonly project: string | undefined;
  readonly itemType: string | undefined;
  /** Write what failed or was dropped only. */
  readonly dropsOnly: boolean;
}

export interface LambdaTestOptions {
  /** The function's folder. */
  readonly folder: string;
  readonly runtime: string | undefined;
  readonly freeze: boolean;
  readonly timeout: boolean;
  readonly crash: boolean;
  readonly oom: boolean;
  readonly outage: boolean;
  /** Cold starts to run. */
  readonly cold: number;
}
