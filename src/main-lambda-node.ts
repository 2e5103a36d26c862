/** Entry of the layer for nodejs runtimes: one script, which is also the entry of its own second thread. */
import { isMainThread } from "node:worker_threads";
import { installLambdaLog } from "./app/lambda-log.ts";

const output = installLambdaLog(process.env);
if (isMainThread) {
  const { runLambda } = await import("./app/lambda.ts");
  const exitCode = await runLambda({
    env: process.env,
    executable: process.env.BATON_EXTENSION_NAME ?? "baton",
    dataEntry: new URL(import.meta.url),
  });
  await output.flush(20);
  process.exit(exitCode);
} else {
  await import("./app/lambda-data.ts");
}
