import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const V1 = "/sys/fs/cgroup/cpu";
const V2 = "/sys/fs/cgroup";
const PERIOD_US = 20_000;
/** The memory at which Lambda gives one whole CPU; below it gives as much less. */
const WHOLE_CPU_MB = 1_769;

/** A control group with the CPU that a function of some memory has. */
export class CpuShare {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @returns `undefined` where control groups cannot be made: no Linux, no right to, or no `cpu` controller */
  static create(memoryMb: number): CpuShare | undefined {
    const quotaUs = Math.round((PERIOD_US * memoryMb) / WHOLE_CPU_MB);
    const name = `baton-bench-${process.pid}`;
    try {
      if (existsSync(join(V1, "cpu.cfs_quota_us"))) {
        const folder = join(V1, name);
        mkdirSync(folder);
        writeFileSync(join(folder, "cpu.cfs_period_us"), String(PERIOD_US));
        writeFileSync(join(folder, "cpu.cfs_quota_us"), String(quotaUs));
        return new CpuShare(folder);
      }
      if (!readFileSync(join(V2, "cgroup.subtree_control"), "utf8").split(/\s/).includes("cpu"))
        return undefined;
      const folder = join(V2, name);
      mkdirSync(folder);
      writeFileSync(join(folder, "cpu.max"), `${quotaUs} ${PERIOD_US}`);
      return new CpuShare(folder);
    } catch {
      return undefined;
    }
  }

  /** The command as one that lives in the group from its first instruction on. */
  within(command: readonly string[]): string[] {
    return ["sh", "-c", 'echo $$ > "$0" && exec "$@"', join(this.#folder, "cgroup.procs"), ...command];
  }

  /** When all that lived in it has ended. */
  remove(): void {
    rmdirSync(this.#folder);
  }
}
