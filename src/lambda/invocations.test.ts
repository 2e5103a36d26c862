import { describe, expect, test } from "bun:test";
import type { InvokeEvent, ShutdownEvent } from "./extensions-api.ts";
import { type Incident, Invocations, MAX_TRACKED } from "./invocations.ts";
import type { InitRecord, RecordStatus, ReportRecord, RuntimeDoneRecord } from "./telemetry-records.ts";

const T = 1_800_000_000_000;

function invoke(requestId: string): InvokeEvent {
  return { type: "invoke", requestId, deadlineMs: T + 3_000, functionArn: "arn:f", traceHeader: undefined };
}

function shutdown(reason: ShutdownEvent["reason"]): ShutdownEvent {
  return { type: "shutdown", reason, rawReason: reason, deadlineMs: T + 9_000 };
}

function done(requestId: string, status: RecordStatus, errorType?: string): RuntimeDoneRecord {
  return { type: "runtime_done", timeMs: T, requestId, status, errorType, durationMs: 100 };
}

function report(requestId: string, status: RecordStatus, errorType?: string, usedMb = 50): ReportRecord {
  return {
    type: "report",
    timeMs: T,
    requestId,
    status,
    errorType,
    durationMs: 100,
    billedDurationMs: 100,
    initDurationMs: undefined,
    restoreDurationMs: undefined,
    memorySizeMb: 128,
    maxMemoryUsedMb: usedMb,
    extensionOverheadMs: undefined,
  };
}

function init(phase: InitRecord["phase"], status: RecordStatus, errorType?: string): InitRecord {
  return {
    type: "init",
    step: "done",
    phase,
    timeMs: T,
    status,
    errorType,
    durationMs: undefined,
    initializationType: undefined,
    runtimeVersion: undefined,
  };
}

function kinds(incidents: readonly Incident[]): string[] {
  return incidents.map((incident) => `${incident.kind}:${incident.invocation?.requestId ?? "-"}`);
}

describe("exactly one incident", () => {
  test("timeout without telemetry", () => {
    const invocations = new Invocations();
    invocations.invoke(invoke("r1"), T);
    expect(kinds(invocations.shutdown(shutdown("timeout"), T + 3_000))).toEqual(["timeout:r1"]);
  });

  test("timeout told three times", () => {
    const invocations = new Invocations();
    invocations.invoke(invoke("r1"), T);
    const told = [
      ...invocations.record(done("r1", "timeout"), T),
      ...invocations.record(report("r1", "timeout"), T),
      ...invocations.shutdown(shutdown("timeout"), T),
    ];
    expect(kinds(told)).toEqual(["timeout:r1"]);
  });

  test("a crash waits for its memory figures, which may call it out of memory", () => {
    const invocations = new Invocations();
    invocations.invoke(invoke("r1"), T);
    expect(invocations.record(done("r1", "error", "Runtime.ExitError"), T)).toEqual([]);
    const told = [
      ...invocations.record(report("r1", "error", "Runtime.ExitError", 128), T),
      ...invocations.shutdown(shutdown("failure"), T),
    ];
    expect(kinds(told)).toEqual(["out_of_memory:r1"]);
    expect(told[0]).toMatchObject({ memorySizeMb: 128, maxMemoryUsedMb: 128 });
  });

  test("a crash whose report never comes is told at SHUTDOWN, or at the next INVOKE", () => {
    for (const end of ["shutdown", "invoke"]) {
      const invocations = new Invocations();
      invocations.invoke(invoke("r1"), T);
      invocations.record(done("r1", "failure", "Runtime.ExitError"), T);
      const told =
        end === "shutdown"
          ? invocations.shutdown(shutdown("failure"), T)
          : invocations.invoke(invoke("r2"), T);
      expect(kinds(told)).toEqual(["crash:r1"]);
    }
  });

  test("the runtime's own words make it out of memory", () => {
    const invocations = new Invocations();
    invocations.invoke(invoke("r1"), T);
    const line = "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory";
    invocations.record({ type: "line", stream: "function", timeMs: T, line }, T);
    expect(kinds(invocations.shutdown(shutdown("failure"), T))).toEqual(["out_of_memory:r1"]);
  });

  test("managed instances: the report alone tells a timeout", () => {
    const invocations = new Invocations();
    invocations.record(
      { type: "start", timeMs: T, requestId: "r1", functionArn: "arn:f", traceHeader: undefined },
      T,
    );
    expect(kinds(invocations.record(report("r1", "timeout"), T))).toEqual(["timeout:r1"]);
  });

  test("init failure with the request that suffered from it", () => {
    const invocations = new Invocations();
    invocations.record(init("init", "error", "Runtime.ImportModuleError"), T);
    invocations.invoke(invoke("r1"), T);
    invocations.record(init("invoke", "error", "Runtime.ImportModuleError"), T);
    const told = [
      ...invocations.record(done("r1", "error", "Runtime.ExitError"), T),
      ...invocations.record(report("r1", "error", "Runtime.ExitError"), T),
      ...invocations.shutdown(shutdown("failure"), T),
    ];
    expect(kinds(told)).toEqual(["init_failure:r1"]);
    expect(told[0]?.errorType).toBe("Runtime.ImportModuleError");
  });

  test("init failure that no request ever saw", () => {
    const invocations = new Invocations();
    expect(kinds(invocations.shutdown(shutdown("failure"), T))).toEqual(["init_failure:-"]);
  });
});

describe("no incident", () => {
  test("for a handler's own error, a success, a spin-down", () => {
    const invocations = new Invocations();
    invocations.invoke(invoke("r1"), T);
    expect(invocations.record(done("r1", "error", "TypeError"), T)).toEqual([]);
    invocations.invoke(invoke("r2"), T);
    expect(invocations.record(done("r2", "success"), T)).toEqual([]);
    invocations.invoke(invoke("r3"), T);
    expect(invocations.shutdown(shutdown("spindown"), T)).toEqual([]);
  });

  test("for an environment that ends without ever being used", () => {
    expect(new Invocations().shutdown(shutdown("spindown"), T)).toEqual([]);
  });

  test("for a failure after the function had ended well", () => {
    const invocations = new Invocations();
    invocations.invoke(invoke("r1"), T);
    invocations.record(done("r1", "success"), T);
    expect(invocations.shutdown(shutdown("failure"), T)).toEqual([]);
  });

  test("where the SDK warned of the timeout, or reported the exception that ended the process", () => {
    const invocations = new Invocations();
    invocations.invoke(invoke("r1"), T);
    invocations.sdkReported({ requestId: undefined, timeoutWarning: true, fatal: false, trace: undefined });
    expect(invocations.shutdown(shutdown("timeout"), T)).toEqual([]);
    const crashed = new Invocations();
    crashed.invoke(invoke("r1"), T);
    crashed.sdkReported({ requestId: "r1", timeoutWarning: false, fatal: true, trace: undefined });
    expect(crashed.shutdown(shutdown("failure"), T)).toEqual([]);
  });
});

test("only the first invocation of the process is a cold start", () => {
  const invocations = new Invocations();
  invocations.invoke(invoke("r1"), T);
  invocations.invoke(invoke("r2"), T);
  expect([invocations.get("r1")?.coldStart, invocations.get("r2")?.coldStart]).toEqual([true, false]);
});

test("forgets the oldest of more than it may remember", () => {
  const invocations = new Invocations();
  for (let index = 0; index <= MAX_TRACKED; index += 1) invocations.invoke(invoke(`r${index}`), T);
  expect(invocations.get("r0")).toBeUndefined();
  expect(invocations.get("r1")).toBeDefined();
});
