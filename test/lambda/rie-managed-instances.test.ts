/** AWS's emulator as Lambda Managed Instances: several invocations at once, no INVOKE, a real Telemetry API. */
import { afterEach, describe, expect, test } from "bun:test";
import { BoxedFunction, type BoxedOptions } from "../support/lambda/boxed-function.ts";
import { customFunction } from "../support/lambda/handlers.ts";
import { missing } from "../support/needs.ts";
import { waitUntil } from "../support/wait.ts";

const boxed = new BoxedFunction(customFunction);
afterEach(() => boxed.end());

function start(options: BoxedOptions = {}) {
  return boxed.start({
    maxConcurrency: 8,
    ...options,
    env: { AWS_LAMBDA_INITIALIZATION_TYPE: "lambda-managed-instances", ...options.env },
  });
}

describe.skipIf(missing("linux", "namespaces", "unzip"))("managed instances", () => {
  test("registers for SHUTDOWN alone and delivers what 64 senders send", async () => {
    const running = await start();
    await waitUntil(async () => (await running.invoke({})).status === 200, 5_000);
    await Bun.sleep(200); // until all workers ask for work
    const sends = Array.from({ length: 8 }, (_, n) =>
      running.invoke({ send: Array.from({ length: 8 }, (_, m) => `m${n}-${m}`) }),
    );
    for (const answer of await Promise.all(sends)) expect(answer.status).toBe(200);
    await boxed.sentry.waitFor(() => boxed.payloads("event").length === 64, 15_000);
    expect(await running.stop()).toBeLessThan(2_300);
  }, 90_000);

  test("asks for SHUTDOWN alone when the environment did not say what it is", async () => {
    const running = await start({ env: { AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand" } });
    expect((await running.invoke({ send: "x" })).status).toBe(200);
    await boxed.sentry.waitFor(() => boxed.payloads("event").length === 1);
  }, 90_000);

  test("a timeout is one event, told by the report; function logs do not feed themselves", async () => {
    const running = await start({
      limitS: 2,
      env: {
        BATON_AWS_LAMBDA_TELEMETRY_LOGS: "true",
        BATON_AWS_LAMBDA_TELEMETRY_STREAMS: '["platform","function","extension"]',
        RELAY_LOG_LEVEL: "info",
      },
    });
    // Not awaited: the emulator answers at the limit, or, when the function's own answer comes in between, never.
    void running.invoke({ sleep: 6_000 }).catch(() => undefined);
    await boxed.sentry.waitFor(() => boxed.payloads("event").length > 0, 30_000);
    expect(boxed.payloads("event")).toHaveLength(1);
    expect(boxed.payloads("event")[0]).toMatchObject({
      exception: { values: [{ type: "FunctionTimeout" }] },
      contexts: { "aws.lambda": { aws_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
    });
    const lines = boxed.ownLines().length;
    await Bun.sleep(1_000);
    expect(boxed.ownLines().length).toBe(lines);
  }, 90_000);
});
