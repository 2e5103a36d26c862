/** Where a value came from. */
export type Origin =
  | { readonly from: "file"; readonly line: number; readonly column: number }
  | { readonly from: "environment"; readonly variable: string }
  | { readonly from: "flag"; readonly flag: string };

/** One thing that is wrong with one value. */
export interface ConfigProblem {
  /** Outer spelling, such as `limits.max_event_size` or `processing.kafka_config[0]`; empty for the file as a whole. */
  readonly path: string;
  readonly reason: string;
  readonly origin?: Origin;
}

/** Why the configuration cannot be used. Ends the process at start-up with exit code 1. */
export interface ConfigError {
  /** Such as `could not parse yaml config file (file /etc/relay/config.yml)`. */
  readonly message: string;
  /** What led to it, outermost first. */
  readonly causes: readonly string[];
  /** The same as data; all that was found, not only the first. */
  readonly problems: readonly ConfigProblem[];
}

export function configError(message: string, ...causes: readonly string[]): ConfigError {
  return { message, causes, problems: [] };
}

/** One line of text for a problem, in the reference's form: `relay.port: … at line 2 column 9`. */
export function problemText({ path, reason, origin }: ConfigProblem): string {
  const text = path === "" ? reason : `${path}: ${reason}`;
  switch (origin?.from) {
    case "file":
      return `${text} at line ${origin.line} column ${origin.column}`;
    case "environment":
      return `${text} in environment variable ${origin.variable}`;
    case "flag":
      return `${text} in flag ${origin.flag}`;
    default:
      return text;
  }
}

/** The error as the command line prints it. */
export function errorText({ message, causes }: ConfigError): string {
  return [`error: ${message}`, ...causes.map((cause) => `  caused by: ${cause}`)].join("\n");
}
