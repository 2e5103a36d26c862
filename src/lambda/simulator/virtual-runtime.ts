import type { Clock } from "../../kernel/actor/clock.ts";
import type { Sandbox } from "./sandbox.ts";
import type { RuntimeInvocation } from "./sandbox-types.ts";

/** What a simulated handler does with one invocation. */
export interface Behaviour {
  readonly durationMs: number;
  readonly end: "success" | "error" | "crash" | "out_of_memory" | "never";
  /** Runs `atMs` after the start: the SDK sends something, or a line is logged. */
  readonly actions?: readonly {
    readonly atMs: number;
    readonly run: (invocation: RuntimeInvocation) => void;
  }[];
}

/** A runtime process that polls, runs one behaviour per invocation, answers and polls again, in the sandbox's time. */
export function runVirtualRuntime(sandbox: Sandbox, clock: Clock, behaviour: () => Behaviour): void {
  const next = async (): Promise<void> => {
    const invocation = await sandbox.runtimeNext();
    const { durationMs, end, actions = [] } = behaviour();
    for (const action of actions) clock.after(action.atMs, () => action.run(invocation));
    clock.after(durationMs, () => {
      if (end === "never") return;
      if (end === "crash" || end === "out_of_memory") sandbox.runtimeExited(end);
      else {
        sandbox.respond(invocation.requestId, end === "error");
        void next();
      }
    });
  };
  void next();
}
