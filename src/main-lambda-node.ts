/**
 * Entry of the layer for nodejs runtimes. The data path is a script of its own beside this one: parsing it here would
 * cost each cold start more than all that happens until the extension is registered.
 */
import { pathToFileURL } from "node:url";
import { runLambda } from "./app/lambda.ts";
import { installLambdaLog } from "./app/lambda-log.ts";

async function main(): Promise<void> {
  const output = installLambdaLog(process.env);
  const exitCode = await runLambda({
    env: process.env,
    executable: process.env.BATON_EXTENSION_NAME ?? "baton",
    dataEntry: new URL("baton-data.cjs", pathToFileURL(process.argv[1] ?? "")),
  });
  await output.flush(20);
  process.exit(exitCode);
}

void main();
