import { readFileSync } from "node:fs";

/** What Linux says of a process; Linux only. */
export interface ProcessStats {
  /** User and system time of all threads, ended ones included, in ms (10 ms steps). */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly peakRssBytes: number;
  readonly threads: number;
}

const TICK_MS = 10;

export function processStats(pid: number): ProcessStats {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? 0) * 1024;
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    rssBytes: kib("VmRSS"),
    peakRssBytes: kib("VmHWM"),
    threads: Number(fields[17]),
  };
}
