import type { Address } from "../../../src/kernel/actor/address.ts";
import { TestSystem } from "../../../src/kernel/actor/testkit/test-system.ts";
import { Fault } from "../../../src/kernel/base/fault.ts";
import { err, ok } from "../../../src/kernel/base/result.ts";
import { AwsExtension } from "../../../src/lambda/aws-extension.actor.ts";
import type { AwsExtensionProtocol, LambdaSettings } from "../../../src/lambda/aws-extension.protocol.ts";
import type { LambdaEnvironment } from "../../../src/lambda/environment.ts";
import type { ApiAnswer } from "../../../src/lambda/extensions-api.ts";
import { DEFAULT_LOG_LIMITS } from "../../../src/lambda/function-logs.ts";
import type { HoldPolicy } from "../../../src/lambda/hold-decision.ts";
import { type ApiCall, type LambdaApi, newSession } from "../../../src/lambda/lambda-api.ts";
import { Sandbox } from "../../../src/lambda/simulator/sandbox.ts";
import type {
  InvocationResult,
  SandboxOptions,
  ShutdownResult,
} from "../../../src/lambda/simulator/sandbox-types.ts";
import { type Behaviour, runVirtualRuntime } from "../../../src/lambda/simulator/virtual-runtime.ts";
import { parseTelemetry } from "../../../src/lambda/telemetry-records.ts";
import { VirtualDataPath, type VirtualDataPathProtocol } from "./virtual-data-path.ts";

export type ApiName = "register" | "next" | "subscribe";
/** What stands between the extension and an API: an answer of its own, a broken connection, or nothing. */
export type ApiFault = (call: ApiName) => ApiAnswer | "broken" | undefined;

export interface VirtualLambdaOptions extends Partial<Omit<SandboxOptions, "clock" | "deliver">> {
  readonly policy?: HoldPolicy;
  readonly fault?: ApiFault;
  /** What becomes of a telemetry batch on its way to us. */
  readonly mangle?: (body: string) => string | "refuse";
  readonly seed?: number;
  readonly dsn?: string | undefined;
  /** `false`: the data path never comes up. */
  readonly boots?: boolean | "lost";
  readonly functionLogs?: boolean;
  readonly metrics?: boolean;
}

const OK: Behaviour = { durationMs: 20, end: "success" };

/** One execution environment in virtual time: the simulated platform, our extension, a function, an upstream. */
export class VirtualLambda {
  readonly system: TestSystem;
  readonly sandbox: Sandbox;
  readonly dataPath = new VirtualDataPath();
  readonly dataAddress: Address<VirtualDataPathProtocol>;
  readonly extension: Address<AwsExtensionProtocol>;
  readonly gaveUp: string[] = [];
  behaviour: Behaviour = OK;
  #exited = false;
  #identifier = "";

  constructor(options: VirtualLambdaOptions = {}) {
    const { policy, fault, mangle, seed = 1, dsn = "https://key@sentry.example/1", ...world } = options;
    this.system = TestSystem.start({ seed });
    const { clock } = this.system;
    this.sandbox = new Sandbox({
      limitMs: 3_000,
      telemetry: "supported",
      ...world,
      clock,
      deliver: async (_port, sent) => {
        const body = mangle ? mangle(sent) : sent;
        if (this.#exited || body === "refuse") return false;
        return this.extension.send("telemetry", parseTelemetry(body));
      },
    });
    const session = newSession();
    this.dataAddress = this.system.spawn(this.dataPath, { name: "data" });
    const environment: LambdaEnvironment = {
      runtimeApi: "127.0.0.1:9001",
      extensionName: "baton",
      functionName: "simulated",
      functionVersion: "$LATEST",
      region: "eu-west-1",
      memoryMb: 128,
      initialization: options.managed ? "lambda-managed-instances" : "on-demand",
    };
    this.extension = this.system.spawn(
      () =>
        new AwsExtension({
          api: this.#api(fault),
          session,
          environment,
          events: policy?.flush === "shutdown" ? "shutdown" : "all",
          newId: () => crypto.randomUUID().replaceAll("-", ""),
          bootLimitMs: 3_000,
          finished: () => this.#exit(),
          giveUp: (why) => {
            this.gaveUp.push(why);
            this.#exit();
          },
        }),
      { name: "aws-extension" },
    );
    this.dataPath.extension = this.extension;
    if (options.boots === "lost") this.extension.send("dataPathLost", { reason: "port in use" });
    else if (options.boots !== false)
      this.extension.send("ready", { dataPath: this.dataAddress, settings: this.#settings(options, dsn) });
    runVirtualRuntime(this.sandbox, clock, () => this.behaviour);
  }

  /** Lets time pass until the environment is initialised; @returns how long that took */
  async initialise(): Promise<number> {
    const startMs = this.system.clock.monotonicMs();
    await this.#within(this.sandbox.initialised, 10_000);
    return this.system.clock.monotonicMs() - startMs;
  }

  /** Lets an invocation happen and time pass until it is over. */
  async invoke(behaviour: Behaviour = OK): Promise<InvocationResult> {
    this.behaviour = behaviour;
    return this.#within(this.sandbox.invoke(), 1_000_000);
  }

  async shutdown(reason = "spindown"): Promise<ShutdownResult> {
    return this.#within(this.sandbox.shutdown(reason), 10_000);
  }

  /** What a reset of the environment, already under way, comes to. */
  async ended(): Promise<ShutdownResult> {
    return this.shutdown("ignored");
  }

  /** Time passes outside: no timer of ours fires, the wall clock jumps. */
  async freezeFor(ms: number): Promise<void> {
    await this.system.settle();
    this.sandbox.freeze();
    this.system.clock.jumpWall(ms);
  }

  /** Incident kinds reported so far, with their request ids. */
  get reported(): { kind: string; requestId: string | undefined }[] {
    return this.dataPath.submitted
      .filter((envelope) => envelope.includes('"aws.lambda.incident"'))
      .map((envelope) => {
        const event = JSON.parse(envelope.split("\n")[2] ?? "{}");
        return {
          kind: event.tags["aws.lambda.incident"],
          requestId: event.contexts["aws.lambda"].aws_request_id,
        };
      });
  }

  async #within<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let outcome: { value: T } | undefined;
    void work.then((value) => {
      outcome = { value };
    });
    const { clock } = this.system;
    const untilMs = clock.monotonicMs() + limitMs;
    await this.system.settle();
    while (!outcome && clock.fireNext(untilMs)) await this.system.settle();
    if (!outcome) throw new Error(`nothing came of it within ${limitMs} ms of virtual time`);
    return outcome.value;
  }

  #settings(options: VirtualLambdaOptions, dsn: string | undefined): LambdaSettings {
    return {
      policy: options.policy ?? { flush: "auto", capMs: 1_500 },
      telemetry: ["platform", ...(options.functionLogs ? (["function"] as const) : [])],
      telemetryPort: 4243,
      telemetryBufferMs: 25,
      shutdownMarginMs: 100,
      dsn,
      report: {
        origin: { release: undefined, environmentName: undefined, sdkVersion: "0.0.0" },
        incidents: true,
        metrics: options.metrics ?? false,
        functionLogs: options.functionLogs ?? false,
        logLimits: DEFAULT_LOG_LIMITS,
      },
    };
  }

  #exit(): void {
    if (this.#exited) return;
    this.#exited = true;
    this.sandbox.extensionExited(this.#identifier);
  }

  #api(fault: ApiFault | undefined): LambdaApi {
    const call = async (name: ApiName, answer: () => ApiAnswer | Promise<ApiAnswer>): ApiCall => {
      const injected = fault?.(name);
      if (injected === "broken") {
        return err(new Fault("connection reset", { code: "BATON_HTTP_RESET", source: "local" }));
      }
      return ok(injected ?? (await answer()));
    };
    return {
      register: (name, events) =>
        call("register", () => {
          const answer = this.sandbox.register(name, events);
          if (answer.identifier) this.#identifier = answer.identifier;
          return answer;
        }),
      next: (identifier) => call("next", () => this.sandbox.next(identifier)),
      subscribe: (identifier, body) => call("subscribe", () => this.sandbox.subscribe(identifier, body)),
    };
  }
}
