/** Questions have a deadline, and every one of them ends: with a reply, or with a fault that says why not. */
import { expect, test } from "bun:test";
import { within } from "../address.ts";
import { TestSystem } from "../testkit/test-system.ts";

interface OracleProtocol {
  answer(question: string): string;
}

test("a reply may come later, and a question may time out", async () => {
  const system = TestSystem.start();
  const thoughts = Promise.withResolvers<string>();
  const oracle = system.spawn<OracleProtocol>({
    handlers: {
      answer: (question) => (question === "why?" ? new Promise<string>(() => {}) : thoughts.promise),
    },
  });

  const what = oracle.ask("answer", "what?", within(7_500_000));
  const why = oracle.ask("answer", "why?", within(1_000)).catch((fault: { code: string }) => fault.code);

  await system.advance(1_000); // nobody waits: the time is virtual
  expect(await why).toBe("BATON_ASK_TIMEOUT");

  thoughts.resolve("42");
  expect(await what).toBe("42");
  await system.stop();
});
