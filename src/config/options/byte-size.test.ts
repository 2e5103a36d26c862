import { expect, test } from "bun:test";
import { formatByteSize, parseByteSize } from "./byte-size.ts";

const cases: readonly (readonly [unknown, number | undefined, string | undefined])[] = [
  ["1kb", 1000, "1kB"],
  ["1KB", 1024, "1KiB"],
  ["2gb", 2_000_000_000, "2GB"],
  ["1.5 mib", 1_572_864, "1.5MiB"],
  ["10 MiB", 10_485_760, "10MiB"],
  ["5", 5, "5B"],
  [3000, 3000, "3kB"],
  [2_097_152, 2_097_152, "2MiB"],
  [1, 1, "1B"],
  [4_294_967_296, undefined, undefined],
  [-5, undefined, undefined],
  [1.5, undefined, undefined],
  ["5m", undefined, undefined],
  ["", undefined, undefined],
  ["-1kB", undefined, undefined],
  [[1], undefined, undefined],
];

for (const [written, bytes, shown] of cases) {
  test(`${JSON.stringify(written)} is ${bytes ?? "no byte size"}`, () => {
    const size = parseByteSize(written);
    expect(size?.bytes).toBe(bytes as number);
    expect(size && formatByteSize(size)).toBe(shown as string);
  });
}
