/** Python's SDK in AWS's emulator with AWS's own runtime client; its DSN points at the extension. */
import { afterEach, expect, test } from "bun:test";
import { BoxedFunction } from "../support/lambda/boxed-function.ts";
import { pythonSdkFunction, SENTRY_DSN } from "../support/lambda/handlers.ts";
import { missing } from "../support/needs.ts";

const boxed = new BoxedFunction(pythonSdkFunction);
afterEach(() => boxed.end());

test.skipIf(missing("linux", "namespaces", "unzip", "python"))(
  "an unhandled error and its transaction arrive through /api/42/envelope/",
  async () => {
    const box = await boxed.start({ env: { SENTRY_DSN: "", BATON_AWS_LAMBDA_DSN: SENTRY_DSN } });
    const answer = await box.invoke({ error: "boom" });
    expect(answer.body).toContain("RuntimeError");
    await boxed.sentry.waitFor(
      (upstream) => upstream.items("event").length > 0 && upstream.items("transaction").length > 0,
    );
    const [event] = boxed.payloads("event");
    expect(event.exception.values.at(-1)).toMatchObject({ type: "RuntimeError", value: "boom" });
    expect(event.contexts["aws.lambda"]).toMatchObject({
      aws_request_id: event.extra.lambda.aws_request_id,
      function_name: "boxed",
      cold_start: true,
    });
    expect(boxed.sentry.requests[0]?.path).toBe("/api/42/envelope/");
  },
  120_000,
);
