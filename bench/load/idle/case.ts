import { FakeSentry } from "../../../test/support/fake-sentry.ts";
import { RelayProcess } from "../../../test/support/relay-process.ts";
import { pause } from "../../../test/support/wait.ts";
import { alternate, type BenchCase, median } from "../driver/case.ts";

const SETTLE_MS = 1500;
const WATCH_MS = 3000;

export const bench: BenchCase = {
  title: "Idle, proxy mode, on two cores",
  run: async (options) => {
    const results = await alternate(options, 3, async (kind) => {
      const upstream = FakeSentry.start();
      await using relay = await RelayProcess.start({ kind, upstream: upstream.url });
      await pause(SETTLE_MS * options.timeScale);
      const before = relay.stats();
      await pause(WATCH_MS * options.timeScale);
      const after = relay.stats();
      upstream.stop();
      const seconds = (WATCH_MS * options.timeScale) / 1000;
      return {
        rssMb: after.rssBytes / 2 ** 20,
        cpuMs: (after.cpuMs - before.cpuMs) / seconds,
        threads: after.threads,
      };
    });
    const both = (key: "rssMb" | "cpuMs" | "threads") => ({
      baton: median(results.baton.map((each) => each[key])),
      reference: median(results.reference.map((each) => each[key])),
    });
    return {
      figures: [
        { name: "RSS", unit: "MB", ...both("rssMb"), target: 0.8 },
        { name: "CPU per second", unit: "ms", ...both("cpuMs") },
        { name: "threads", unit: "", ...both("threads") },
      ],
      notes: ["Nothing but the start and one readiness check has happened."],
    };
  },
};
