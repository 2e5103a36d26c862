import { describe, expect, test } from "bun:test";
import { Controller, type StopRequest } from "./controller.ts";
import { ActorSystem } from "./system.ts";
import { VirtualClock } from "./testkit/virtual-clock.ts";

function setUp(gracefulMs = 10_000) {
  const clock = new VirtualClock();
  const log: string[] = [];
  const requests: StopRequest[] = [];
  const controller = new Controller({ clock, gracefulMs, onRequest: (request) => requests.push(request) });
  const part = (name: string, stopping: (mode: string) => void | Promise<void> = () => {}) =>
    controller.start(
      name,
      () => void log.push(`+${name}`),
      (_, mode, leftMs) => {
        log.push(`-${name} ${mode} ${leftMs}`);
        return stopping(mode);
      },
    );
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const pass = (ms: number): Promise<void> => clock.advance(ms, turn);
  return { clock, log, requests, controller, part, pass };
}

describe("a controller", () => {
  test("starts in order, stops in reverse, and reports", async () => {
    const { log, controller, part, clock } = setUp();
    for (const name of ["spool", "upstream", "listener"]) await part(name);
    controller.shutdown("graceful", "SIGTERM");
    expect(await controller.ended).toEqual({ mode: "graceful", abandoned: [], failed: [] });
    expect(log.slice(3)).toEqual(["listener", "upstream", "spool"].map((name) => `-${name} graceful 10000`));
    expect(clock.waiting).toBe(0);
    await expect(part("late")).rejects.toThrow("the process stops");
  });

  test("at the deadline it becomes immediate, and then waits for nothing", async () => {
    const { log, controller, part, pass } = setUp();
    await part("deaf", () => new Promise(() => {}));
    await part("slow", (mode) => (mode === "graceful" ? new Promise(() => {}) : undefined));
    controller.shutdown("graceful", "SIGTERM");
    await pass(9_999);
    expect(log.slice(2)).toEqual(["-slow graceful 10000"]);
    await pass(5_001);
    expect(log.slice(2)).toEqual(["-slow graceful 10000", "-slow immediate 5000", "-deaf immediate 5000"]);
    expect(await controller.ended).toEqual({ mode: "immediate", abandoned: ["deaf"], failed: [] });
  });

  test("a second request hurries; its echo does not", async () => {
    const { requests, controller, part, pass } = setUp();
    await part("deaf", () => new Promise(() => {}));
    controller.shutdown("graceful", "SIGTERM");
    controller.shutdown("graceful", "SIGTERM");
    await pass(1_000);
    controller.shutdown("graceful", "SIGTERM");
    controller.shutdown("immediate", "SIGINT");
    await pass(1_000);
    controller.shutdown("immediate", "SIGINT");
    expect(requests.map(({ mode }) => mode)).toEqual(["graceful", "immediate", "immediate"]);
    expect((await controller.ended).abandoned).toEqual(["deaf"]);
  });

  test("a more urgent request counts at once", async () => {
    const { log, controller, part } = setUp();
    await part("slow", (mode) => (mode === "graceful" ? new Promise(() => {}) : undefined));
    controller.shutdown("graceful", "SIGTERM");
    await new Promise((resolve) => setImmediate(resolve));
    controller.shutdown("immediate", "SIGINT");
    expect(log.at(-1)).toBe("-slow immediate 5000");
  });

  test("a start that fails stops what was started before, and says why", async () => {
    const { log, controller, part } = setUp();
    await part("spool");
    const failing = controller.start(
      "listener",
      () => Promise.reject(new Error("port taken")),
      () => {},
    );
    await expect(failing).rejects.toThrow("port taken");
    expect(log).toEqual(["+spool", "-spool immediate 5000"]);
  });

  test("a request while a part starts lets it start, then stops it", async () => {
    const { log, controller } = setUp();
    const opened = Promise.withResolvers<string>();
    const starting = controller.start(
      "spool",
      () => opened.promise,
      (part) => void log.push(`-${part}`),
    );
    controller.shutdown("immediate", "SIGINT");
    opened.resolve("db");
    expect(await starting).toBe("db");
    await controller.ended;
    expect(log).toEqual(["-db"]);
  });

  test("a part that fails to stop does not keep the others", async () => {
    const { log, controller, part } = setUp();
    await part("spool");
    await part("bad", () => Promise.reject(new Error("no")));
    controller.shutdown("graceful", "x");
    const { failed } = await controller.ended;
    expect(failed.map(({ name }) => name)).toEqual(["bad"]);
    expect(log.at(-1)).toStartWith("-spool");
  });

  test("signals and actors ask alike", async () => {
    const handlers = new Map<string, () => void>();
    const { requests, controller } = setUp();
    const off = controller.signals(
      (name: "SIGTERM" | "SIGINT", handler) => {
        handlers.set(name, handler);
        return () => void handlers.delete(name);
      },
      { SIGTERM: "graceful", SIGINT: "immediate" },
    );
    const system = new ActorSystem();
    system.spawn("controller", controller.actor).send("shutdown", { mode: "graceful", why: "/health" });
    await controller.ended;
    handlers.get("SIGINT")?.();
    expect(requests).toEqual([
      { mode: "graceful", why: "/health" },
      { mode: "immediate", why: "SIGINT" },
    ]);
    off();
    expect(handlers.size).toBe(0);
    await system.stop("immediate");
  });
});
