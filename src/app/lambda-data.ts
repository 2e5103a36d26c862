/** Entry of Lambda mode's second Arbiter: the data path, from the function's SDK to the upstream. */
import { enterThread } from "#threads";
import type { Batch } from "../kernel/actor/arbiter/frames.ts";
import { runInside } from "../kernel/actor/arbiter/inside.ts";
import type { RunningDataPath } from "../lambda/aws-extension.protocol.ts";
import type { DataPathInit } from "./lambda.ts";
import { startLambdaDataPath } from "./lambda-data-path.ts";
import { installLambdaLog } from "./lambda-log.ts";

enterThread<Batch, Batch>((thread) => {
  runInside<DataPathInit, RunningDataPath>(thread, (system, init) => {
    installLambdaLog(init.env);
    return startLambdaDataPath(system, init);
  });
});
