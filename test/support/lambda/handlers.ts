/** Functions as people write them, each steered by its event. */
import { join, resolve } from "node:path";
import { NODE_RUNTIME } from "../../../src/lambda/simulator/runtimes.ts";
import { node22, pythonWithSdk } from "./built-layers.ts";

const ROOT = resolve(import.meta.dir, "../../..");
export const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
/** What the layer's owner sets, and nothing else. */
export const SENTRY_DSN = `http://${KEY}@127.0.0.1:9999/42`;

/** `@sentry/aws-serverless` with the tunnel of its layer. Events: {error}, {sleep}, {crash}, {work}, {many}. */
export function nodeSdkFunction(): Record<string, string> {
  return {
    "task/bootstrap": `#!/bin/sh\nexport TELL_ANSWER_TIME=1\nexec ${node22()} /var/task/runtime.mjs /var/task/index.handler\n`,
    "task/runtime.mjs": NODE_RUNTIME,
    "task/index.mjs": `
import { createRequire } from "node:module";
const Sentry = createRequire(${JSON.stringify(join(ROOT, "package.json"))})("@sentry/aws-serverless");
Sentry.init({ dsn: process.env.SENTRY_DSN, tunnel: "http://localhost:9000/envelope", tracesSampleRate: 1 });
export const handler = Sentry.wrapHandler(async (event) => {
  if (event.error) Sentry.captureException(new Error(event.error));
  for (let n = 0; n < (event.many ?? 0); n++) {
    Sentry.captureMessage("message " + n);
    if (n % 50 === 49) await Sentry.flush(2000); // the SDK itself drops what it cannot hold
  }
  if (event.work) await Sentry.startSpan({ name: "work", op: "function" }, async () => {});
  if (event.crash) { await Sentry.flush(1000); process.exit(3); }
  if (event.hog) for (const hoard = []; ; ) hoard.push(new Array(1e6).fill(hoard.length));
  if (event.sleep) await new Promise((done) => setTimeout(done, event.sleep));
  return { ok: true };
});
`,
  };
}

/** Python's sentry-sdk, whose DSN points at us; it has no tunnel option. */
export function pythonSdkFunction(): Record<string, string> {
  return {
    "task/bootstrap": `#!/bin/sh\ncd /var/task\nexec ${pythonWithSdk()} -m awslambdaric lambda_function.handler\n`,
    "task/lambda_function.py": `
import sentry_sdk
from sentry_sdk.integrations.aws_lambda import AwsLambdaIntegration
sentry_sdk.init(dsn="http://${KEY}@localhost:9000/42", integrations=[AwsLambdaIntegration(timeout_warning=True)], traces_sample_rate=1.0)

def handler(event, context):
    if event.get("error"):
        raise RuntimeError(event["error"])
    return {"ok": True}
`,
  };
}

/** A custom runtime without any SDK: posts an envelope by hand. Events: {send}, {sleep}, {crash}. */
export function customFunction(): Record<string, string> {
  return {
    "task/bootstrap": `#!/bin/sh\nexport TELL_ANSWER_TIME=1\nexec ${node22()} /var/task/runtime.mjs /var/task/index.handler\n`,
    "task/runtime.mjs": NODE_RUNTIME,
    "task/index.mjs": `
import { randomUUID } from "node:crypto";
async function send(text, fields) {
  const id = randomUUID().replaceAll("-", "");
  const lines = [{ dsn: process.env.SENTRY_DSN, event_id: id, ...fields }, { type: "event" }, { event_id: id, message: text, level: "error" }];
  const startMs = performance.now();
  const response = await fetch("http://localhost:9000/envelope", { method: "POST", body: lines.map((line) => JSON.stringify(line)).join("\\n") + "\\n" });
  return { status: response.status, body: await response.text(), tookMs: performance.now() - startMs };
}
export const handler = async (event) => {
  const answers = [];
  for (const text of [event.send ?? []].flat()) answers.push(await send(text, event.header).catch((error) => ({ failed: String(error.cause?.code ?? error) })));
  if (event.crash) process.exit(3);
  if (event.sleep) await new Promise((done) => setTimeout(done, event.sleep));
  return { answers };
};
`,
  };
}
