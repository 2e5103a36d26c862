/** Entry of the threads that ingest beside the main one. */
import { enterThread } from "#threads";
import type { Config } from "../config/config.ts";
import type { Batch } from "../kernel/actor/arbiter/frames.ts";
import { runInside } from "../kernel/actor/arbiter/inside.ts";
import { forwardLogs } from "./arbiter-log.ts";
import { startIngest } from "./ingest.ts";
import type { IngestExports, IngestInit } from "./ingest-parts.ts";

/** What `IngestThreads` starts a thread with. */
interface ThreadInit extends Omit<IngestInit, "config"> {
  readonly config: string;
  readonly logs: Parameters<typeof forwardLogs>[0];
}

enterThread<Batch, Batch>((thread) => {
  runInside<ThreadInit, IngestExports>(thread, (system, { logs, config, ...init }) => {
    forwardLogs(logs);
    return startIngest(system, { ...init, config: JSON.parse(config) as Config });
  });
});
