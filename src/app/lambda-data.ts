/** Entry of Lambda mode's second Arbiter: the data path, from the function's SDK to the upstream. */
import { runInside } from "../kernel/actor/arbiter/inside.ts";
import { thisThread } from "../kernel/runtime/threads.ts";
import type { RunningDataPath } from "../lambda/aws-extension.protocol.ts";
import type { DataPathInit } from "./lambda.ts";
import { startLambdaDataPath } from "./lambda-data-path.ts";
import { installLambdaLog } from "./lambda-log.ts";

const thread = thisThread<never, never>();
if (thread) {
  runInside<DataPathInit, RunningDataPath>(thread as never, (system, init) => {
    installLambdaLog(init.env);
    return startLambdaDataPath(system, init);
  });
}
