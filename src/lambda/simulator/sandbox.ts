/**
 * One life of an execution environment as Lambda runs it, from init to the kill: what the Extensions, Telemetry and
 * Runtime APIs answer, when the gate of an invocation closes, when everything is frozen, and who is killed when.
 * Time comes from a clock, virtual in tests; HTTP is put around it by `serve-sandbox.ts`.
 *
 *   init ──all have polled──▶ idle ──invoke──▶ invoking ──all have polled──▶ idle (frozen)
 *                              │                  │ timeout, crash
 *                              └──── shutdown ────┴──▶ shutting down ──exit or kill──▶ ended
 */
import { randomUUID } from "node:crypto";
import type { Clock, Timer } from "../../kernel/actor/clock.ts";
import type { ApiAnswer, LifecycleEvent } from "../extensions-api.ts";
import { ExtensionSlot } from "./extension-slot.ts";
import type {
  EndOfInvocation,
  InvocationResult,
  RuntimeInvocation,
  SandboxOptions,
  ShutdownResult,
} from "./sandbox-types.ts";
import { TelemetryFeed } from "./telemetry-feed.ts";
import { initStartRecord, invokeEvent, refuse, reportRecord, runtimeDoneRecord } from "./wire-records.ts";

interface Running {
  readonly invocation: RuntimeInvocation;
  readonly startedAtMs: number;
  answeredAtMs: number | undefined;
  doneAtMs: number | undefined;
  failed: boolean;
  limit: Timer | undefined;
  readonly finish: (end: EndOfInvocation) => void;
}

export const SHUTDOWN_MS = 2_000;

export class Sandbox {
  readonly feed: TelemetryFeed;
  readonly #options: SandboxOptions;
  readonly #clock: Clock;
  readonly #extensions = new Map<string, ExtensionSlot>();
  readonly #running = new Map<string, Running>();
  #runtimePoll: ((invocation: RuntimeInvocation) => void) | undefined;
  #queue: RuntimeInvocation[] = [];
  readonly #registered = Promise.withResolvers<void>();
  #initialised = Promise.withResolvers<void>();
  #isInitialised = false;
  #ending: PromiseWithResolvers<ShutdownResult> | undefined;
  #endingAtMs = 0;
  #kill: Timer | undefined;

  constructor(options: SandboxOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.feed = new TelemetryFeed(options.clock, options.deliver);
    const type = options.restored ? "platform.restoreStart" : "platform.initStart";
    this.feed.emit(type, initStartRecord(options, this.functionName));
  }

  get functionName(): string {
    return this.#options.functionName ?? "simulated";
  }

  get functionArn(): string {
    return `arn:aws:lambda:eu-west-1:123456789012:function:${this.functionName}`;
  }

  /** Resolves when the runtime and every extension have polled for the first time. */
  get initialised(): Promise<void> {
    return this.#initialised.promise;
  }

  /** Resolves when the first extension has registered. */
  get registered(): Promise<void> {
    return this.#registered.promise;
  }

  // Extensions API

  register(name: string, events: readonly LifecycleEvent[]): ApiAnswer {
    if (!name) return refuse(403, "Extension.InvalidExtensionName");
    if (this.#isInitialised) return refuse(403, "Extension.RegistrationClosed");
    if (this.#options.managed && events.includes("INVOKE")) {
      return refuse(403, "Extension.InvalidEventType", "INVOKE: ErrorInvalidEventType");
    }
    const identifier = randomUUID();
    this.#extensions.set(identifier, new ExtensionSlot(events));
    this.#registered.resolve();
    const body = { functionName: this.functionName, functionVersion: "$LATEST", handler: "index.handler" };
    return { status: 200, identifier, body: JSON.stringify(body) };
  }

  next(identifier: string): Promise<ApiAnswer> {
    const extension = this.#extensions.get(identifier);
    if (!extension) return Promise.resolve(refuse(403, "Extension.UnknownExtensionIdentifier"));
    if (extension.polling) return Promise.resolve(refuse(403, "Extension.InvalidExtensionState"));
    return new Promise((resolve) => {
      extension.poll(resolve);
      this.#checkGates();
    });
  }

  subscribe(identifier: string, body: string): ApiAnswer {
    if (!this.#extensions.has(identifier)) return refuse(403, "Extension.UnknownExtensionIdentifier");
    if (this.#options.telemetry === "unsupported") return refuse(202, "Telemetry.NotSupported");
    if (this.#options.telemetry === "refused") return refuse(500, "ServiceError");
    if (this.#isInitialised) return refuse(403, "Telemetry.SubscriptionClosed");
    if (!this.feed.subscribe(body)) return refuse(400, "ValidationError");
    return { status: 200, body: '"OK"' };
  }

  /** All extension processes have ended. */
  extensionsExited(): void {
    for (const identifier of this.#extensions.keys()) this.extensionExited(identifier);
  }

  /** The extension's process has ended. Outside a shutdown that fails the running invocation. */
  extensionExited(identifier: string): void {
    const extension = this.#extensions.get(identifier);
    if (!extension || extension.gone) return;
    extension.gone = true;
    if (this.#ending) this.#checkEnd();
    else {
      for (const running of [...this.#running.values()]) running.finish("extension");
      void this.shutdown("failure");
    }
  }

  // Runtime API

  runtimeNext(): Promise<RuntimeInvocation> {
    return new Promise((resolve) => {
      this.#runtimePoll = resolve;
      for (const running of this.#running.values()) {
        if (running.answeredAtMs !== undefined) this.#done(running, running.failed ? "error" : "success");
      }
      const next = this.#queue.shift();
      if (next) this.#handToRuntime(next);
      this.#checkGates();
    });
  }

  /** The runtime's answer, which the caller gets at once. */
  respond(requestId: string, failed: boolean): boolean {
    const running = this.#running.get(requestId);
    if (!running || running.answeredAtMs !== undefined) return false;
    running.answeredAtMs = this.#clock.nowMs();
    running.failed = failed;
    if (this.#options.managed) running.finish(failed ? "error" : "success");
    return true;
  }

  /** The runtime process has ended: a crash, or the kernel's kill for memory. */
  runtimeExited(cause: "crash" | "out_of_memory"): void {
    const errorType = cause === "crash" ? "Runtime.ExitError" : "Runtime.OutOfMemory";
    if (!this.#isInitialised) {
      const phase = this.#options.phase ?? "init";
      this.feed.emit("platform.initRuntimeDone", { phase, status: "error", errorType });
    }
    for (const running of [...this.#running.values()]) {
      this.#done(running, "failure", errorType);
      running.finish(cause);
    }
    void this.shutdown("failure");
  }

  line(stream: "function" | "extension", text: string): void {
    this.feed.emit(stream, text);
  }

  // The platform

  /** Starts an invocation; resolves when its gate has closed, or the environment was reset over it. */
  async invoke(payload = "{}"): Promise<InvocationResult> {
    await this.initialised;
    this.thaw();
    const startedAtMs = this.#clock.nowMs();
    const invocation: RuntimeInvocation = {
      requestId: randomUUID(),
      deadlineMs: startedAtMs + this.#options.limitMs,
      functionArn: this.functionArn,
      traceHeader: this.#options.traceHeader ?? "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0",
      payload,
    };
    const { requestId } = invocation;
    const tracing = { type: "X-Amzn-Trace-Id", value: invocation.traceHeader };
    return new Promise((resolve) => {
      const running: Running = {
        invocation,
        startedAtMs,
        answeredAtMs: undefined,
        doneAtMs: undefined,
        failed: false,
        limit: this.#clock.after(this.#options.limitMs, () => this.#timedOut(running)),
        finish: (end) => {
          if (!this.#running.delete(requestId)) return;
          running.limit?.cancel();
          const durationMs = this.#clock.nowMs() - startedAtMs;
          this.feed.emit("platform.report", reportRecord(this.#options, requestId, end, durationMs));
          const nowMs = this.#clock.nowMs();
          resolve({
            requestId,
            end,
            answeredMs: running.answeredAtMs === undefined ? undefined : running.answeredAtMs - startedAtMs,
            heldMs: running.doneAtMs === undefined ? 0 : nowMs - running.doneAtMs,
          });
        },
      };
      this.#running.set(requestId, running);
      const functionArn = this.#options.managed ? { functionArn: this.functionArn } : {};
      this.feed.emit("platform.start", { requestId, version: "$LATEST", tracing, ...functionArn });
      const event = invokeEvent(invocation);
      for (const extension of this.#extensions.values()) {
        if (extension.events.includes("INVOKE")) extension.send(event);
      }
      this.#handToRuntime(invocation);
    });
  }

  /** Ends the environment; resolves when every extension has exited or was killed. */
  shutdown(reason: "spindown" | "timeout" | "failure" | (string & {})): Promise<ShutdownResult> {
    if (this.#ending) return this.#ending.promise;
    this.#ending = Promise.withResolvers<ShutdownResult>();
    this.thaw();
    this.#endingAtMs = this.#clock.nowMs();
    void this.feed.flush().then(() => {
      const deadlineMs = this.#endingAtMs + SHUTDOWN_MS;
      this.#kill = this.#clock.after(SHUTDOWN_MS, () => this.#end(true));
      for (const extension of this.#extensions.values()) {
        if (!extension.events.includes("SHUTDOWN")) extension.gone = true;
        else extension.send({ eventType: "SHUTDOWN", shutdownReason: reason, deadlineMs });
      }
      this.#checkEnd();
    });
    return this.#ending.promise;
  }

  freeze(): void {
    this.feed.freeze();
  }

  thaw(): void {
    this.feed.thaw();
  }

  #timedOut(running: Running): void {
    // An extension that still holds makes a timeout of an invocation that had its answer.
    const end = running.doneAtMs === undefined ? "timeout" : "extension";
    if (running.doneAtMs === undefined) this.#done(running, "timeout");
    running.finish(end);
    if (!this.#options.managed) void this.shutdown("timeout");
  }

  #done(running: Running, status: string, errorType?: string): void {
    if (running.doneAtMs !== undefined) return;
    running.doneAtMs = this.#clock.nowMs();
    if (this.#options.managed) return;
    const durationMs = running.doneAtMs - running.startedAtMs;
    const { requestId } = running.invocation;
    this.feed.emit("platform.runtimeDone", runtimeDoneRecord(requestId, status, durationMs, errorType));
  }

  #handToRuntime(invocation: RuntimeInvocation): void {
    const poll = this.#runtimePoll;
    this.#runtimePoll = undefined;
    if (poll) poll(invocation);
    else this.#queue.push(invocation);
  }

  #checkGates(): void {
    const polled = [...this.#extensions.values()].every((extension) => extension.isBack);
    if (!this.#isInitialised) {
      if (!polled || !this.#runtimePoll || this.#extensions.size < (this.#options.extensions ?? 1)) return;
      this.#isInitialised = true;
      const phase = this.#options.phase ?? "init";
      if (!this.#options.restored) this.feed.emit("platform.initRuntimeDone", { phase, status: "success" });
      this.#initialised.resolve();
      return;
    }
    const gated = [...this.#extensions.values()].filter((extension) => extension.events.includes("INVOKE"));
    if (!gated.every((extension) => extension.isBack)) return;
    for (const running of [...this.#running.values()]) {
      if (running.doneAtMs !== undefined) running.finish(running.failed ? "error" : "success");
    }
    if (!this.#options.managed && this.#running.size === 0 && !this.#ending) this.freeze();
  }

  #checkEnd(): void {
    if ([...this.#extensions.values()].every((extension) => extension.gone)) this.#end(false);
  }

  #end(killed: boolean): void {
    this.#kill?.cancel();
    if (killed) this.#options.onKill?.();
    this.#ending?.resolve({ tookMs: this.#clock.nowMs() - this.#endingAtMs, killed });
  }
}
