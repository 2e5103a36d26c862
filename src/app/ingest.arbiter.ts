/** Entry of the threads that ingest beside the main one. */
import { runInside } from "../kernel/actor/arbiter/inside.ts";
import { thisThread } from "../kernel/runtime/threads.ts";
import { forwardLogs } from "./arbiter-log.ts";
import { startIngest } from "./ingest.ts";
import type { IngestExports, IngestInit } from "./ingest-parts.ts";

const thread = thisThread<never, never>();
if (thread) {
  runInside<IngestInit & { readonly logs: Parameters<typeof forwardLogs>[0] }, IngestExports>(
    thread as never,
    (system, init) => {
      forwardLogs(init.logs);
      return startIngest(system, init);
    },
  );
}
