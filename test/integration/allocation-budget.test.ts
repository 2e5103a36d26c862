/** What an envelope costs in garbage on its way through a proxy, told by the engine's own record of its collections. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { Load } from "../../bench/load/driver/load.ts";
import { RelayProcess } from "../support/relay-process.ts";
import { waitUntil } from "../support/wait.ts";

/** Until the code on the way is compiled. */
const WARM_UP_ENVELOPES = 10_000;
const ENVELOPES = 20_000;
const LIMIT_MS = 60_000;

/**
 * A 1.7 KB error leaves 12 KB, its own bytes included, whatever the machine. The margin is for code that is not yet
 * optimised; a further copy of the body, or of all headers, does not fit into it twice.
 */
const GARBAGE_BYTES = 16_000;
/** Garbage that outlives the young generation costs most of all; base/few.ts names one way to make it. */
const SURVIVING_BYTES = 1_000;

/** What these bytes consist of: some 140, by bench/micro/path.bench.ts. */
const OBJECTS = 220;

interface Collection {
  readonly beforeBytes: number;
  readonly afterBytes: number;
}

/** The collections that a process ran with `BUN_JSC_logGC` has told of so far. */
function collections(log: string): Collection[] {
  const told = /START \w (\d+)kb => \w+Collection[^\n]*=> (\d+)kb, p=/g;
  return [...log.matchAll(told)].map(([, before, after]) => ({
    beforeBytes: Number(before) * 1024,
    afterBytes: Number(after) * 1024,
  }));
}

test("an envelope leaves little garbage, and none that lives on", async () => {
  await using load = await Load.start("0");
  await using relay = await RelayProcess.start({
    upstream: `http://127.0.0.1:${load.upstreamPort}/`,
    config: { relay: { arbiters: 1 } },
    env: { BUN_JSC_logGC: "1" },
  });
  const delivered = async (envelopes: number): Promise<number> => {
    let count = 0;
    await waitUntil(
      async () => {
        count = (await load.tell({ do: "count" })).delivered;
        return count >= envelopes;
      },
      LIMIT_MS,
      () => `${count} of ${envelopes} envelopes delivered`,
    );
    return count;
  };
  await load.tell({ do: "start", port: relay.port, traffic: "error-1k7", connections: 16 });
  const first = await delivered(WARM_UP_ENVELOPES);
  const before = collections(relay.log).length;
  const last = await delivered(first + ENVELOPES);
  const during = collections(relay.log).slice(before);
  await load.tell({ do: "stop" });

  let allocatedBytes = 0;
  for (let i = 1; i < during.length; i++)
    allocatedBytes += (during[i] as Collection).beforeBytes - (during[i - 1] as Collection).afterBytes;
  const intervals = during.length - 1;
  const envelopes = ((last - first) * intervals) / during.length;
  const survivingBytes = (during.at(-1)?.afterBytes ?? 0) - (during[0]?.afterBytes ?? 0);

  expect(intervals).toBeGreaterThan(3);
  expect(allocatedBytes / envelopes).toBeWithin(500, GARBAGE_BYTES);
  expect(survivingBytes / envelopes).toBeLessThan(SURVIVING_BYTES);
}, 150_000);

test("an envelope makes few objects", async () => {
  const command = [
    process.execPath,
    "--conditions=stub-sockets",
    "bench/micro/path.bench.ts",
    "error-1k7",
    "40",
  ];
  const bench = Bun.spawn(command, { cwd: join(import.meta.dir, "../.."), stderr: "pipe", timeout: 60_000 });
  const text = (await new Response(bench.stdout).text()) + (await new Response(bench.stderr).text());
  const counts = [...text.matchAll(/[A-Z]\w+ ([\d.]+)(?=,|$|\n)/gi)].map(([, count]) => Number(count));
  expect([text, await bench.exited]).toEqual([text, 0]);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBeWithin(1, OBJECTS);
}, 90_000);
