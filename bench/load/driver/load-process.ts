/** Generator and upstream in one process, so that they share a core without switching; told what to do over IPC. */
import { trafficOf } from "../traffic/all.ts";
import { Generator } from "./generator.ts";
import { Sink } from "./sink.ts";

export type LoadCommand =
  | {
      readonly do: "start";
      readonly port: number;
      readonly traffic: string;
      readonly connections: number;
      readonly limit?: number;
      /** Most envelopes accepted and not delivered: more are not sent until the upstream has got some. */
      readonly maxBacklog?: number;
    }
  | { readonly do: "stop" }
  | { readonly do: "refuse"; readonly on: boolean }
  | { readonly do: "count" };

export interface LoadCounts {
  readonly upstreamPort: number;
  readonly atMs: number;
  readonly delivered: number;
  readonly deliveredBytes: number;
  readonly accepted: number;
  readonly refused: number;
  readonly done: boolean;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly samples: readonly string[];
  /** CPU of this process, in ms: to see that it is not the limit. */
  readonly cpuMs: number;
}

const RESUME_MS = 1;

const sink = new Sink();
let generator: Generator | undefined;
let resuming: ReturnType<typeof setInterval> | undefined;
/** Of generators before the present one. */
const earlier = { accepted: 0, refused: 0 };

function counts(): LoadCounts {
  const { user, system } = process.cpuUsage();
  return {
    upstreamPort: sink.port,
    atMs: performance.now(),
    delivered: sink.delivered,
    deliveredBytes: sink.bytes,
    accepted: earlier.accepted + (generator?.accepted ?? 0),
    refused: earlier.refused + (generator?.refused ?? 0),
    done: generator?.done ?? true,
    p50Ms: generator?.latencies.percentile(0.5) ?? Number.NaN,
    p99Ms: generator?.latencies.percentile(0.99) ?? Number.NaN,
    samples: sink.samples,
    cpuMs: (user + system) / 1000,
  };
}

process.on("message", async (command: LoadCommand) => {
  if (command.do === "start") {
    earlier.accepted += generator?.accepted ?? 0;
    earlier.refused += generator?.refused ?? 0;
    const { traffic, port, limit, maxBacklog = Number.POSITIVE_INFINITY } = command;
    const started = new Generator(
      trafficOf(traffic, port),
      limit,
      () => earlier.accepted + started.accepted - sink.delivered < maxBacklog,
    );
    generator = started;
    clearInterval(resuming);
    if (maxBacklog < Number.POSITIVE_INFINITY) resuming = setInterval(() => started.resume(), RESUME_MS);
    await generator.connect(command.port, command.connections);
  } else if (command.do === "stop") generator?.stop();
  else if (command.do === "refuse") sink.refuse(command.on);
  process.send?.(counts());
});
process.on("disconnect", () => process.exit()); // whoever started it is gone
process.send?.(counts());
