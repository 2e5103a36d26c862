/**
 * User CPU of an envelope's whole way through a proxy, and what garbage it leaves, with stubs for sockets: exact where the
 * load cases of bench/load/, which say what counts, only see noise. The best of many short rounds.
 * Run: `bun --conditions=stub-sockets bench/micro/path.bench.ts [traffic] [rounds]`, also with `--cpu-prof`.
 */

import { heapStats } from "bun:jsc";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRelay } from "../../src/app/relay.ts";
import { loadConfig } from "../../src/config/load/load.ts";
import { trafficOf } from "../load/traffic/all.ts";
import { asked, dial } from "./stub-sockets.ts";

const [traffic = "error-1k7", rounds = "400"] = process.argv.slice(2);
const CONNECTIONS = 32;
const TURNS = 8;
/** Most that one read of a socket brings. */
const READ_BYTES = 512 * 1024;
const PORT = 3000;
const ANSWER = Buffer.from(
  "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
);

async function configOf(folder: string) {
  const relay = {
    mode: "proxy",
    upstream: "http://127.0.0.1:9/",
    host: "127.0.0.1",
    port: PORT,
    arbiters: 1,
  };
  writeFileSync(join(folder, "config.yml"), JSON.stringify({ relay, health: { max_memory_percent: 1 } }));
  const loaded = await loadConfig({ folder, explicit: true, env: {} });
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value.config;
}

/** As the event loop would: one read after the other, promises in between, then what the upstream says. */
async function turn(): Promise<number> {
  for (const { owner } of connections) {
    const request = requests[next++ % requests.length] as Buffer;
    for (let at = 0; at < request.length; at += READ_BYTES)
      owner?.onData(Buffer.from(request.subarray(at, at + READ_BYTES)));
    await undefined;
  }
  const answering = asked.splice(0);
  for (const { owner } of answering) {
    owner?.onData(Buffer.from(ANSWER));
    await undefined;
  }
  await new Promise((resolve) => setImmediate(resolve));
  return answering.length;
}

async function roundUs(): Promise<number> {
  const before = process.cpuUsage();
  let delivered = 0;
  for (let i = 0; i < TURNS; i++) delivered += await turn();
  if (delivered === 0) throw new Error("nothing is delivered");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / delivered;
}

/** Objects made per envelope, by type; the harness's own few are among them. */
async function garbage(): Promise<string> {
  Bun.gc(true);
  const before = heapStats().objectTypeCounts;
  let delivered = 0;
  for (let i = 0; i < TURNS; i++) delivered += await turn();
  return Object.entries(heapStats().objectTypeCounts)
    .map(([type, count]) => [type, (count - (before[type] ?? 0)) / delivered] as const)
    .filter(([, count]) => count >= 0.5)
    .sort(([, a], [, b]) => b - a)
    .map(([type, count]) => `${type} ${count.toFixed(1)}`)
    .join(", ");
}

const folder = mkdtempSync(join(tmpdir(), "path-bench-"));
const relay = await startRelay({ config: await configOf(folder), folder, credentials: undefined });
const requests = trafficOf(traffic, PORT);
const connections = Array.from({ length: CONNECTIONS }, dial);
let next = 0;

const costsUs: number[] = [];
for (let round = 0; round < Number(rounds); round++) costsUs.push(await roundUs());
costsUs.sort((a, b) => a - b);
const quantile = (share: number): string =>
  (costsUs[Math.floor(costsUs.length * share)] ?? Number.NaN).toFixed(1);
console.log(
  `${traffic}: best ${quantile(0)} µs, first tenth below ${quantile(0.1)} µs, half below ${quantile(0.5)} µs`,
);
console.log(`objects per envelope: ${await garbage()}`);
await relay.stop("immediate");
rmSync(folder, { recursive: true, force: true });
