/**
 * CPU time per body of the content encodings, out and back: what Baton uses (`#compression`) beside node:zlib alone.
 * Run: `bun bench/micro/compression.bench.ts`.
 */
import { deflate, inflate } from "#compression";
import * as zlib from "../../src/kernel/runtime/compression.node.ts";
import type { ContentEncoding } from "../../src/kernel/runtime/compression.ts";

const ENCODINGS: readonly ContentEncoding[] = ["gzip", "deflate", "br", "zstd"];
const LIMIT = 200 << 20;

/** JSON that compresses about as well as an error event: to two fifths. */
function sample(sizeBytes: number): Buffer {
  let text = "";
  let seed = 1;
  while (text.length < sizeBytes) {
    seed = (seed * 48_271) % 2_147_483_647;
    text += `{"function":"handler_${seed % 97}","lineno":${seed % 1000},"filename":"app/module_${seed.toString(36)}.py"},`;
  }
  return Buffer.from(text.slice(0, sizeBytes));
}

function costUs(work: () => unknown, rounds: number): number {
  for (let i = 0; i < rounds / 10; i++) work();
  let best = Number.POSITIVE_INFINITY;
  for (let repeat = 0; repeat < 3; repeat++) {
    const before = process.cpuUsage();
    for (let i = 0; i < rounds; i++) work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / rounds);
  }
  return best;
}

for (const sizeBytes of [1700, 100_000]) {
  const bytes = sample(sizeBytes);
  const rounds = sizeBytes < 10_000 ? 3000 : 100;
  console.log(`${sizeBytes} bytes`.padEnd(16), "packed", "  out: ours  zlib µs", "  back: ours  zlib µs");
  for (const encoding of ENCODINGS) {
    const packed = deflate(encoding, bytes);
    const costs = [
      () => deflate(encoding, bytes),
      () => zlib.deflate(encoding, bytes),
      () => inflate(encoding, packed, LIMIT),
      () => zlib.inflate(encoding, packed, LIMIT),
    ].map((work) => costUs(work, rounds).toFixed(1).padStart(9));
    console.log(encoding.padEnd(16), String(packed.length).padStart(6), ...costs);
  }
}
