/** node:fs and node:os are loaded by whoever asks first: a thread that only receives and sends needs neither. */

/** Resident memory of the whole process. */
export function rssBytes(): number {
  return process.memoryUsage.rss();
}

/** Cores this process may use: affinity and, where the runtime knows it, the cgroup's quota. */
export function cpuCount(): number {
  return Math.max(1, process.getBuiltinModule("node:os").availableParallelism());
}

function hostMemoryBytes(): number {
  return process.getBuiltinModule("node:os").totalmem();
}

export function hostName(): string {
  return process.getBuiltinModule("node:os").hostname();
}

export interface MemoryStat {
  readonly usedBytes: number;
  readonly totalBytes: number;
  /** What `totalBytes` is: a cgroup's limit, with our RSS as used; or the machine, with its use as used. */
  readonly scope: "cgroup" | "system";
}

/** Reads a file whole, `undefined` if it cannot be read. */
export type ReadText = (path: string) => string | undefined;

/**
 * Memory as health checks see it: our RSS against the cgroup's limit when there is one, else the machine's.
 * Costs a few small reads: callers keep the answer for a while.
 */
export function memoryStat(read: ReadText = readText, rss: () => number = rssBytes): MemoryStat {
  const limit = cgroupLimitBytes(read);
  const system = systemMemory(read);
  if (limit !== undefined && limit < system.totalBytes) {
    return { usedBytes: rss(), totalBytes: limit, scope: "cgroup" };
  }
  return system;
}

/** The smallest limit on the way up from our cgroup to the root, v2 then v1; `undefined` without any. */
export function cgroupLimitBytes(read: ReadText = readText): number | undefined {
  let smallest: number | undefined;
  for (const file of cgroupLimitFiles(read("/proc/self/cgroup") ?? "")) {
    const bytes = Number.parseInt(read(file) ?? "", 10); // v2 says "max": not a number, no limit
    if (Number.isFinite(bytes) && (smallest === undefined || bytes < smallest)) smallest = bytes;
  }
  return smallest;
}

function* cgroupLimitFiles(membership: string): Generator<string> {
  for (const line of membership.split("\n")) {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) continue;
    if (controllers === "") yield* upwards("/sys/fs/cgroup", path, "memory.max");
    else if (controllers.split(",").includes("memory")) {
      yield* upwards("/sys/fs/cgroup/memory", path, "memory.limit_in_bytes");
    }
  }
}

/** Inside a container the path may be the host's while the mount shows only ours: missing files are skipped. */
function* upwards(root: string, path: string, file: string): Generator<string> {
  for (let at = path; at !== "" && at !== "/"; at = at.slice(0, at.lastIndexOf("/")))
    yield `${root}${at}/${file}`;
  yield `${root}/${file}`;
}

function systemMemory(read: ReadText): MemoryStat {
  const info = read("/proc/meminfo") ?? "";
  const field = (name: string): number | undefined => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(info)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  };
  const totalBytes = field("MemTotal") ?? hostMemoryBytes();
  const availableBytes = field("MemAvailable") ?? totalBytes - rssBytes();
  return { usedBytes: totalBytes - availableBytes, totalBytes, scope: "system" };
}

function readText(path: string): string | undefined {
  const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
  if (!existsSync(path)) return undefined; // some are missing everywhere: no exception each time
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
