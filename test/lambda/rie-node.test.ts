/** Real functions in AWS's emulator, with each layer: what the SDK sends arrives, and what it cannot send too. */
import { afterEach, describe, expect, test } from "bun:test";
import { BoxedFunction } from "../support/lambda/boxed-function.ts";
import { nodeSdkFunction } from "../support/lambda/handlers.ts";
import { missing } from "../support/needs.ts";

/** Default of `aws.lambda.max_hold_ms`. */
const MAX_HOLD_MS = 1_500;

const boxed = new BoxedFunction(nodeSdkFunction);
afterEach(() => boxed.end());

/** Milliseconds the runtime needed to hand over its answers: what the caller would wait for. */
function answerTimes(log: string): number[] {
  return [...log.matchAll(/answer taken in ([\d.]+) ms/g)].map((match) => Number(match[1]));
}

for (const layer of ["universal", "node"] as const) {
  describe.skipIf(missing("linux", "namespaces", "unzip"))(`${layer} layer`, () => {
    test("an error and its transaction arrive, with the invocation's contexts", async () => {
      const running = await boxed.start({ layer });
      expect(await running.invoke({ error: "boom", work: 1 })).toMatchObject({
        status: 200,
        body: '{"ok":true}',
      });
      await boxed.sentry.waitFor(
        () => boxed.payloads("event").length > 0 && boxed.payloads("transaction").length > 0,
      );
      const [event] = boxed.payloads("event");
      expect(event.exception.values[0].value).toBe("boom");
      expect(event.contexts["aws.lambda"]).toMatchObject({
        cold_start: true,
        region: "eu-west-1",
        function_name: "boxed",
        aws_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(boxed.payloads("transaction")[0].contexts["aws.lambda"]).toMatchObject({ cold_start: true });
    }, 60_000);

    test("the answer does not wait for an upstream that takes 5 s, and nothing is lost", async () => {
      const running = await boxed.start({ layer });
      boxed.sentry.fail({ kind: "slow", ms: 5_000 });
      await running.invoke({ error: "slow" });
      expect(Math.max(...answerTimes(running.log))).toBeLessThan(50);
      await boxed.sentry.waitFor(() => boxed.payloads("event").length > 0, 15_000);
    }, 60_000);

    test("ten invocations while the upstream is dead: none waits, and all is delivered when it is back", async () => {
      const running = await boxed.start({ layer });
      boxed.sentry.refuse();
      const tookMs: number[] = [];
      for (let n = 0; n < 10; n += 1) tookMs.push((await running.invoke({ error: `dead ${n}` })).tookMs);
      // An invocation that is held takes MAX_HOLD_MS longer, on any machine; a busy one delays some for other reasons.
      const later = tookMs.slice(2).sort((a, b) => a - b);
      expect(later.at(-1)).toBeLessThan(MAX_HOLD_MS);
      expect(later[Math.floor(later.length / 2)]).toBeLessThan(500);
      boxed.sentry.heal();
      // At least once: an upload whose answer was lost with its connection comes again, with the same event id.
      const values = () => new Set(boxed.payloads("event").map((event) => event.exception.values[0].value));
      await boxed.sentry.waitFor(() => values().size === 10, 20_000);
      expect(new Set(boxed.payloads("event").map((event) => event.event_id)).size).toBe(10);
    }, 90_000);

    test("a timeout is one event: the SDK's own warning", async () => {
      const running = await boxed.start({ layer, limitS: 4 });
      await running.invoke({}); // the emulator counts the init into the first one's time
      expect((await running.invoke({ sleep: 10_000 })).body).toContain("timed out");
      await boxed.sentry.waitFor(() => boxed.payloads("event").length > 0);
      await running.stop(); // nobody is left who could make a second one
      expect(boxed.payloads("event").map((event) => event.message)).toEqual([
        expect.stringContaining("Possible function timeout"),
      ]);
    }, 60_000);

    test("a crash is one event, with the request id", async () => {
      const running = await boxed.start({ layer });
      expect((await running.invoke({ crash: 1 })).status).toBe(502);
      await boxed.sentry.waitFor(() => boxed.incidents().length > 0);
      expect((await running.invoke({})).status).toBe(200);
      expect(boxed.incidents()).toHaveLength(1);
      expect(boxed.incidents()[0]).toMatchObject({
        exception: { values: [{ type: "FunctionCrash" }] },
        contexts: { "aws.lambda": { aws_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
      });
    }, 60_000);

    test("a shutdown with a full queue and a slow upstream delivers everything before the deadline", async () => {
      const running = await boxed.start({ layer, env: { BATON_AWS_LAMBDA_FLUSH: "never_hold" } });
      await running.invoke({});
      boxed.sentry.fail({ kind: "slow", ms: 200 });
      await running.invoke({ many: 100 });
      expect(await running.stop()).toBeLessThan(2_200);
      expect(new Set(boxed.payloads("event").map((event) => event.message)).size).toBe(100);
    }, 60_000);

    test("idle, it stops at once", async () => {
      const running = await boxed.start({ layer });
      await running.invoke({ work: 1 });
      await boxed.sentry.waitFor(() => boxed.payloads("transaction").length > 0);
      expect(await running.stop()).toBeLessThan(1_000);
    }, 60_000);
  });
}
