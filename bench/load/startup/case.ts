import { FakeSentry } from "../../../test/support/fake-sentry.ts";
import { RelayProcess } from "../../../test/support/relay-process.ts";
import { alternate, type BenchCase, median } from "../driver/case.ts";

export const bench: BenchCase = {
  title: "Process start → listening, proxy mode",
  run: async (options) => {
    const results = await alternate(options, 7, async (kind) => {
      using upstream = FakeSentry.start();
      await using relay = await RelayProcess.start({ kind, upstream: upstream.url });
      return relay.listeningAfterMs;
    });
    return {
      figures: [
        {
          name: "start → accepts connections",
          unit: "ms",
          baton: median(results.baton),
          reference: median(results.reference),
          target: 0.5,
        },
      ],
      notes: [
        "A connection is tried every 1 ms from the moment the process is spawned; files are in the page cache.",
      ],
    };
  },
};
