export type ActorState = "starting" | "running" | "restarting" | "stopping" | "stopped";

/** What can be seen of one actor from outside; read by statsd, Prometheus, the page and `baton top`. */
export interface ActorStats {
  readonly path: string;
  /** The Arbiter it lives in. */
  readonly arbiter: string;
  readonly state: ActorState;
  /** Messages waiting now, on both lanes. */
  readonly depth: number;
  /** Most that ever waited at once. */
  readonly highWater: number;
  readonly capacity: number;
  /** Weight of what waits, where the mailbox weighs. */
  readonly bytes: number;
  readonly handled: number;
  readonly refused: number;
  readonly dropped: number;
  readonly restarts: number;
  /** Piped work outstanding. */
  readonly pending: number;
  /** Time spent in handlers since somebody began to watch, in milliseconds. */
  readonly handlingMs: number;
}
