import { expect, test } from "bun:test";
import type { SignalName } from "../kernel/runtime/signals.ts";
import { execBeside, received } from "./exec.ts";

function fake(exitCode: Promise<number>) {
  const handlers = new Map<SignalName, () => void>();
  const killed: SignalName[] = [];
  const said: string[] = [];
  const started: { words: readonly string[]; env: Readonly<Record<string, string | undefined>> }[] = [];
  const code = execBeside(["cmd", "-x"], {
    info: { version: "1", dsn: "http://k@localhost:9/1", spotlight: "http://localhost:9/stream" },
    page: "http://localhost:9/",
    env: { HOME: "/h", SENTRY_DSN: "https://elsewhere/2" },
    start: (words, env) => {
      started.push({ words, env });
      return { exitCode, kill: (signal) => killed.push(signal) };
    },
    onSignal: (name, handler) => {
      handlers.set(name, handler);
      return () => handlers.delete(name);
    },
    stats: async () => ({ byType: { event: 2 }, byOutcome: { stored: 1, rate_limited: 1 } }),
    complain: (line) => said.push(line),
  });
  return { code, handlers, killed, said, started };
}

test("the command gets our addresses in place of others, and its exit code is ours", async () => {
  const { code, started, said } = fake(Promise.resolve(3));
  expect(await code).toBe(3);
  expect(started[0]?.words).toEqual(["cmd", "-x"]);
  expect(started[0]?.env).toMatchObject({
    HOME: "/h",
    SENTRY_DSN: "http://k@localhost:9/1",
    SENTRY_SPOTLIGHT: "http://localhost:9/stream",
    VITE_SENTRY_DSN: "http://k@localhost:9/1",
  });
  expect(said.at(-1)).toBe("baton: received 2 event; 1 rate limited");
});

test("signals go to the command, and nothing of us stays", async () => {
  const end = Promise.withResolvers<number>();
  const { code, handlers, killed } = fake(end.promise);
  handlers.get("SIGTERM")?.();
  handlers.get("SIGINT")?.();
  end.resolve(143);
  expect(await code).toBe(143);
  expect(killed).toEqual(["SIGTERM"]);
  expect(handlers.size).toBe(0);
});

test("a command that cannot be run is told", async () => {
  const { code, said } = fake(Promise.resolve(127));
  expect(await code).toBe(127);
  expect(said).toContain("baton: cannot run cmd");
});

test("nothing received", () => {
  expect(received({ byType: {}, byOutcome: {} })).toBe("received nothing");
});
