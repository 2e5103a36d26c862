/** Python's SDK in AWS's emulator with AWS's own runtime client; its DSN points at the extension. */
import { afterEach, expect, test } from "bun:test";
import { FakeSentry } from "../support/fake-sentry.ts";
import { layerFiles } from "../support/lambda/built-layers.ts";
import { pythonSdkFunction, SENTRY_DSN } from "../support/lambda/handlers.ts";
import { RieBox } from "../support/lambda/rie.ts";
import { missing } from "../support/needs.ts";

let box: RieBox | undefined;
let sentry: FakeSentry;

afterEach(async () => {
  await box?.stop();
  sentry?.stop();
});

test.skipIf(missing("linux", "namespaces", "unzip", "python"))(
  "an unhandled error and its transaction arrive through /api/42/envelope/",
  async () => {
    const { files, binaries } = await layerFiles("universal");
    sentry = FakeSentry.start();
    box = await RieBox.start({
      upstreamPort: sentry.port,
      files: { ...files, ...pythonSdkFunction() },
      binaries,
      env: { BATON_AWS_LAMBDA_DSN: SENTRY_DSN },
    });
    const answer = await box.invoke({ error: "boom" });
    expect(answer.body).toContain("RuntimeError");
    await sentry.waitFor(
      (upstream) => upstream.items("event").length > 0 && upstream.items("transaction").length > 0,
    );
    const event = JSON.parse(Buffer.from(sentry.items("event")[0]?.payload ?? []).toString());
    expect(event.exception.values.at(-1)).toMatchObject({ type: "RuntimeError", value: "boom" });
    expect(event.contexts["aws.lambda"]).toMatchObject({
      aws_request_id: event.extra.lambda.aws_request_id,
      function_name: "boxed",
      cold_start: true,
    });
    expect(sentry.requests[0]?.path).toBe("/api/42/envelope/");
  },
  120_000,
);
