/** Entry of the universal Lambda layer: the same program as `main.ts`, with nothing of the command line around it. */
import { runLambda } from "./app/lambda.ts";
import { installLambdaLog } from "./app/lambda-log.ts";

const output = installLambdaLog(process.env);
const exitCode = await runLambda({
  env: process.env,
  executable: process.env.BATON_EXTENSION_NAME ?? process.execPath,
  dataEntry: new URL("./app/lambda-data.ts", import.meta.url),
});
await output.flush(20);
process.exit(exitCode);
