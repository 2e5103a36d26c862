/** Where a fault came from, seen from us. */
export type FaultSource = "upstream" | "downstream" | "local";

export interface FaultOptions {
  /** Stable, listed in docs/errors.md, never reused: `BATON_AREA_WHAT`. */
  readonly code: string;
  readonly source: FaultSource;
  /** Whether trying the same again later can help. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The world failed: a socket, a disk, a peer. Match on `code`, not on class or text, since a fault that
 * crosses an Arbiter is rebuilt there.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: string;
  readonly source: FaultSource;
  readonly retryable: boolean;

  constructor(message: string, options: FaultOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.source = options.source;
    this.retryable = options.retryable ?? false;
  }
}

/** The fault's code, or `undefined` when `error` is no fault. */
export function faultCode(error: unknown): string | undefined {
  return error instanceof Fault ? error.code : undefined;
}
