import type { Clock } from "../../kernel/actor/clock.ts";
import type { DeliverBatch } from "./telemetry-feed.ts";

export interface SandboxOptions {
  readonly clock: Clock;
  /** The function's time limit. */
  readonly limitMs: number;
  readonly telemetry: "supported" | "unsupported" | "refused";
  readonly deliver: DeliverBatch;
  /** Managed instances: no INVOKE event, no freeze, no runtimeDone, several invocations at once. */
  readonly managed?: boolean;
  /** Files in /opt/extensions: the runtime starts when as many have registered. */
  readonly extensions?: number;
  readonly memoryMb?: number;
  readonly functionName?: string;
  /** `invoke`: the environment is initialised anew inside an invocation, after a reset. */
  readonly phase?: "init" | "invoke";
  /** Out of a snapshot: `restoreStart` instead of `initStart`. */
  readonly restored?: boolean;
  readonly traceHeader?: string;
  /** Called at the kill, at the latest 2 s after SHUTDOWN: the extension processes are gone. */
  readonly onKill?: () => void;
}

export type EndOfInvocation = "success" | "error" | "timeout" | "crash" | "out_of_memory" | "extension";

export interface InvocationResult {
  readonly requestId: string;
  readonly end: EndOfInvocation;
  /** From the invocation's start to the runtime's answer, which is when the caller has it. */
  readonly answeredMs: number | undefined;
  /** From the runtime's next poll to the closing of the gate: what the extensions cost. */
  readonly heldMs: number;
}

export interface ShutdownResult {
  /** From SHUTDOWN to the last extension's exit, or to the kill. */
  readonly tookMs: number;
  readonly killed: boolean;
}

export interface RuntimeInvocation {
  readonly requestId: string;
  readonly deadlineMs: number;
  readonly functionArn: string;
  readonly traceHeader: string;
  readonly payload: string;
}
