/** The extension's life in a simulated environment, in virtual time. */
import { describe, expect, test } from "bun:test";
import { VirtualLambda } from "../support/lambda/virtual-lambda.ts";

const sends = (lambda: VirtualLambda, atMs: number, urgent = false) => ({
  atMs,
  run: () => void lambda.dataAddress.send("arrive", { urgent }),
});

describe("an invocation", () => {
  test("without data costs nothing after its end but the telemetry's own delay", async () => {
    const lambda = new VirtualLambda();
    const result = await lambda.invoke();
    expect(result).toMatchObject({ end: "success", answeredMs: 20 });
    expect(result.heldMs).toBeLessThanOrEqual(25);
  });

  test("is held until a rare function's data is delivered", async () => {
    const lambda = new VirtualLambda();
    const result = await lambda.invoke({ durationMs: 20, end: "success", actions: [sends(lambda, 19)] });
    expect(result.answeredMs).toBe(20);
    expect(result.heldMs).toBe(79);
    expect(lambda.dataPath.delivered).toBe(1);
  });

  test("is not held for a slow upstream beyond the cap", async () => {
    const lambda = new VirtualLambda();
    lambda.dataAddress.send("upstream", "slow");
    const result = await lambda.invoke({ durationMs: 20, end: "success", actions: [sends(lambda, 19)] });
    expect(result.answeredMs).toBe(20);
    expect(result.heldMs).toBeLessThanOrEqual(1_500 + 25);
  });

  test("an outage is waited for once, and then not again until the upstream has answered", async () => {
    const lambda = new VirtualLambda();
    lambda.dataAddress.send("upstream", "refusing");
    const held: number[] = [];
    for (let index = 0; index < 10; index += 1) {
      const result = await lambda.invoke({ durationMs: 20, end: "success", actions: [sends(lambda, 10)] });
      held.push(result.heldMs);
      await lambda.freezeFor(100_000);
    }
    expect(Math.max(...held.slice(1))).toBe(0);
    lambda.dataAddress.send("upstream", "healthy");
    const end = await lambda.shutdown();
    expect(end.killed).toBe(false);
    expect(lambda.dataPath.delivered).toBe(10);
  });

  test("a black hole is waited for once: from the second invocation on nothing is held", async () => {
    const lambda = new VirtualLambda();
    lambda.dataAddress.send("upstream", "black_hole");
    const held: number[] = [];
    for (let index = 0; index < 3; index += 1) {
      const result = await lambda.invoke({ durationMs: 20, end: "success", actions: [sends(lambda, 10)] });
      held.push(result.heldMs);
    }
    expect(held[0]).toBeLessThanOrEqual(1_500 + 25);
    expect(held.slice(1)).toEqual([0, 0]);
  });

  test("is not held for an end that dropped telemetry cannot tell", async () => {
    const dropped = JSON.stringify([
      { type: "platform.logsDropped", record: { droppedRecords: 3, droppedBytes: 9 } },
    ]);
    const lambda = new VirtualLambda({ mangle: (body) => (body.includes("runtimeDone") ? dropped : body) });
    const result = await lambda.invoke();
    expect(result.heldMs).toBeLessThanOrEqual(50);
  });

  test("frequent ones are not held at all", async () => {
    const lambda = new VirtualLambda();
    for (let index = 0; index < 12; index += 1) {
      await lambda.invoke();
      await lambda.freezeFor(200);
    }
    const result = await lambda.invoke({ durationMs: 20, end: "success", actions: [sends(lambda, 10)] });
    expect(result.heldMs).toBe(0);
  });

  test("of 900 s is waited for without a limit", async () => {
    const lambda = new VirtualLambda({ limitMs: 900_000 });
    const result = await lambda.invoke({ durationMs: 890_000, end: "success" });
    expect(result).toMatchObject({ end: "success", answeredMs: 890_000 });
    expect((await lambda.invoke()).end).toBe("success");
  });
});

describe("what the SDK cannot report is reported once, with its request", () => {
  test("timeout that the SDK had warned of, in an envelope that nobody had read yet", async () => {
    const lambda = new VirtualLambda({ telemetry: "unsupported" });
    const warning = { requestId: undefined, timeoutWarning: true, fatal: false, trace: undefined };
    lambda.dataPath.unread.push(warning);
    expect((await lambda.invoke({ durationMs: 0, end: "never" })).end).toBe("timeout");
    expect((await lambda.ended()).killed).toBe(false);
    expect(lambda.reported).toEqual([]);
  });

  for (const telemetry of ["supported", "unsupported", "refused"] as const) {
    test(`timeout, telemetry ${telemetry}`, async () => {
      const lambda = new VirtualLambda({ telemetry });
      const result = await lambda.invoke({ durationMs: 0, end: "never" });
      const end = await lambda.ended();
      expect(result.end).toBe("timeout");
      expect(lambda.reported).toEqual([{ kind: "timeout", requestId: result.requestId }]);
      expect(end.killed).toBe(false);
      expect(lambda.dataPath.delivered).toBe(1);
    });

    test(`crash, telemetry ${telemetry}`, async () => {
      const lambda = new VirtualLambda({ telemetry });
      const result = await lambda.invoke({ durationMs: 50, end: "crash" });
      await lambda.ended();
      expect(lambda.reported).toEqual([{ kind: "crash", requestId: result.requestId }]);
    });
  }

  test("out of memory", async () => {
    const lambda = new VirtualLambda();
    const result = await lambda.invoke({ durationMs: 50, end: "out_of_memory" });
    await lambda.ended();
    expect(lambda.reported).toEqual([{ kind: "out_of_memory", requestId: result.requestId }]);
  });

  test("a handler's own error is the SDK's to report", async () => {
    const lambda = new VirtualLambda();
    expect((await lambda.invoke({ durationMs: 5, end: "error" })).end).toBe("error");
    await lambda.shutdown();
    expect(lambda.reported).toEqual([]);
  });
});

describe("shutdown", () => {
  test("idle: at once", async () => {
    const lambda = new VirtualLambda();
    await lambda.invoke();
    expect((await lambda.shutdown()).tookMs).toBeLessThan(50);
  });

  test("delivers what is pending before the deadline", async () => {
    const lambda = new VirtualLambda({ policy: { flush: "never_hold", capMs: 0 } });
    await lambda.invoke({
      durationMs: 5,
      end: "success",
      actions: [1, 2, 3].map((atMs) => sends(lambda, atMs)),
    });
    const end = await lambda.shutdown();
    expect(end.killed).toBe(false);
    expect(lambda.dataPath.delivered).toBe(3);
  });

  test("with a hanging upstream: 100 ms before the kill", async () => {
    const lambda = new VirtualLambda();
    lambda.dataAddress.send("upstream", "black_hole");
    await lambda.invoke({ durationMs: 5, end: "success", actions: [sends(lambda, 1)] });
    const end = await lambda.shutdown();
    expect(end).toEqual({ killed: false, tookMs: 1_900 });
  });

  test.each(["spindown", "SPINDOWN", "SandboxTerminated", "something-new"])("reason %s", async (reason) => {
    const lambda = new VirtualLambda();
    await lambda.invoke();
    expect((await lambda.shutdown(reason)).tookMs).toBeLessThan(50);
    expect(lambda.reported).toEqual([]);
  });
});

describe("variants", () => {
  test("1,000 environments that are never used send nothing", async () => {
    for (let index = 0; index < 1_000; index += 1) {
      const lambda = new VirtualLambda({ metrics: false });
      await lambda.shutdown();
      expect(lambda.dataPath.submitted).toEqual([]);
    }
  });

  test("managed instances: parallel invocations, nothing held, timeouts told by the report", async () => {
    const lambda = new VirtualLambda({ managed: true, limitMs: 1_000 });
    const result = await lambda.invoke({ durationMs: 30, end: "success" });
    expect(result).toMatchObject({ end: "success", heldMs: 0 });
    const late = await lambda.invoke({ durationMs: 0, end: "never" });
    await lambda.system.advance(1_000);
    expect(lambda.reported).toEqual([{ kind: "timeout", requestId: late.requestId }]);
    expect((await lambda.shutdown()).killed).toBe(false);
  });

  test("a restore from a snapshot and a long freeze make connections distrusted", async () => {
    const lambda = new VirtualLambda({ restored: true });
    await lambda.invoke();
    await lambda.freezeFor(3_600_000);
    await lambda.invoke();
    expect(lambda.dataPath.notes).toEqual(["thawed", "thawed"]);
  });

  test("flush: shutdown registers for SHUTDOWN alone", async () => {
    const lambda = new VirtualLambda({ policy: { flush: "shutdown", capMs: 1_500 } });
    const result = await lambda.invoke({ durationMs: 5, end: "success", actions: [sends(lambda, 1)] });
    expect(result.heldMs).toBe(0);
    await lambda.shutdown();
    expect(lambda.dataPath.delivered).toBe(1);
  });
});

describe("failures of our own", () => {
  test.each(["lost", false] as const)("data path %p: the function runs all the same", async (boots) => {
    const lambda = new VirtualLambda({ boots });
    expect(await lambda.invoke()).toMatchObject({ end: "success", answeredMs: 20 });
  });

  test("a crash of the actor keeps the identifier and the poll", async () => {
    const lambda = new VirtualLambda();
    await lambda.invoke();
    // biome-ignore lint/suspicious/noExplicitAny: a message that no correct sender could make
    lambda.extension.send("telemetry", { records: null } as any);
    await lambda.system.settle();
    expect(lambda.system.takeCrashes()).toHaveLength(1);
    expect(await lambda.invoke()).toMatchObject({ end: "success", answeredMs: 20 });
    expect((await lambda.shutdown()).killed).toBe(false);
    expect(lambda.gaveUp).toEqual([]);
  });

  test("a poll that fails is made again", async () => {
    let failures = 3;
    const lambda = new VirtualLambda({
      fault: (call) =>
        call === "next" && failures-- > 0 ? (failures % 2 ? "broken" : { status: 502, body: "" }) : undefined,
    });
    expect((await lambda.invoke()).end).toBe("success");
  });

  test("a refused identifier ends the process", async () => {
    let refuse = false;
    const lambda = new VirtualLambda({
      fault: (call) => (call === "next" && refuse ? { status: 403, body: "{}" } : undefined),
    });
    await lambda.invoke();
    refuse = true;
    await lambda.invoke();
    expect(lambda.gaveUp).toEqual(["event/next: 403 Unknown"]);
  });
});
