import { expect, test } from "bun:test";
import { Fault } from "../base/fault.ts";
import { installLogSink, type LogRecord } from "../telemetry/log.ts";
import { TestSystem } from "./testkit/test-system.ts";

const busy = new Fault("the port is in use", { code: "BATON_TEST", source: "local" });

/** What is logged while an actor fails to start with `error`, and what whoever waits for it gets. */
async function failToStart(error: Error, isAwaited: boolean): Promise<{ lines: string[]; told: unknown }> {
  const records: LogRecord[] = [];
  installLogSink((record) => void records.push(record), "error");
  const system = TestSystem.start();
  const failing = system.spawn(() => ({ started: () => Promise.reject(error), handlers: {} }), {
    restart: "never",
  });
  const told = isAwaited ? system.system.ready(failing).catch((reason: unknown) => reason) : undefined;
  await system.settle();
  installLogSink(() => {}, "off");
  return { lines: records.map(({ message }) => message), told: await told };
}

test("a fault at the start goes to whoever waits for the actor, and is no crash in the log", async () => {
  expect(await failToStart(busy, true)).toEqual({ lines: [], told: busy });
  expect(await failToStart(busy, false)).toEqual({ lines: ["actor crashed"], told: undefined });
  const bug = new TypeError("bug");
  expect(await failToStart(bug, true)).toEqual({ lines: ["actor crashed"], told: bug });
});
