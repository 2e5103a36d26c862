/** Entry of the threads that ingest beside the main one. */
import { enterThread } from "#threads";
import type { Batch } from "../kernel/actor/arbiter/frames.ts";
import { runInside } from "../kernel/actor/arbiter/inside.ts";
import { forwardLogs } from "./arbiter-log.ts";
import { startIngest } from "./ingest.ts";
import type { IngestExports, IngestInit } from "./ingest-parts.ts";

interface ThreadInit extends IngestInit {
  readonly logs: Parameters<typeof forwardLogs>[0];
}

enterThread<Batch, Batch>((thread) => {
  runInside<ThreadInit, IngestExports>(thread, (system, init) => {
    forwardLogs(init.logs);
    return startIngest(system, init);
  });
});
