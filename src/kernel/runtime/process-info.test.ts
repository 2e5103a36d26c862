import { expect, test } from "bun:test";
import { cgroupLimitBytes, cpuCount, memoryStat, type ReadText, rssBytes } from "./process-info.ts";

const MEMINFO = "MemTotal:        8000 kB\nMemFree:          100 kB\nMemAvailable:    6000 kB\n";

function files(map: Record<string, string>): ReadText {
  return (path) => map[path];
}

test("a cgroup v2 limit counts against our own memory", () => {
  const read = files({
    "/proc/self/cgroup": "0::/system.slice/baton.service\n",
    "/proc/meminfo": MEMINFO,
    "/sys/fs/cgroup/system.slice/baton.service/memory.max": "max\n",
    "/sys/fs/cgroup/system.slice/memory.max": "4096000\n",
  });
  expect(memoryStat(read, () => 1000)).toEqual({ usedBytes: 1000, totalBytes: 4096000, scope: "cgroup" });
});

test("cgroup v1 works too, also when the path is the host's", () => {
  const read = files({
    "/proc/self/cgroup": "12:cpu,cpuacct:/docker/abc\n5:memory:/docker/abc\n0::/\n",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "5000\n",
  });
  expect(cgroupLimitBytes(read)).toBe(5000);
});

test("without a limit below the machine's memory, the machine counts", () => {
  const expected = { usedBytes: 2000 * 1024, totalBytes: 8000 * 1024, scope: "system" } as const;
  expect(memoryStat(files({ "/proc/meminfo": MEMINFO }))).toEqual(expected);
  const unlimited = {
    "/proc/self/cgroup": "5:memory:/",
    "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
  };
  expect(memoryStat(files({ "/proc/meminfo": MEMINFO, ...unlimited }))).toEqual(expected);
});

test("the real process has plausible figures", () => {
  expect(rssBytes()).toBeGreaterThan(10 << 20);
  expect(cpuCount()).toBeGreaterThanOrEqual(1);
  const { usedBytes, totalBytes } = memoryStat();
  expect(usedBytes).toBeGreaterThan(0);
  expect(usedBytes).toBeLessThan(totalBytes);
});
