import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { run } from "../lib/run.ts";
import { hostTarget, type Target } from "./runtime.ts";

const TRY_LIMIT_MS = 60_000;

/** Emulators of user programs, each with the folder that holds the other architecture's C library. */
const EMULATORS: Readonly<Partial<Record<Target, { readonly program: string; readonly libraries: string }>>> =
  {
    "linux-arm64": { program: "qemu-aarch64-static", libraries: "/usr/aarch64-linux-gnu" },
    "linux-x64": { program: "qemu-x86_64-static", libraries: "/usr/x86_64-linux-gnu" },
  };

/** Starts the executable for its version, under qemu where it is of another architecture. */
export async function tryExecutable(
  target: Target,
  file: string,
): Promise<{ readonly ok: boolean; readonly text: string }> {
  const emulator = emulatorFor(target);
  if (emulator === undefined) return { ok: true, text: `not tried: nothing here runs ${target}` };
  const result = await run([...emulator, resolve(file), "--version"], { timeoutMs: TRY_LIMIT_MS });
  return { ok: result.code === 0, text: result.output.trim() };
}

/** The command to put before an executable of `target`; `undefined` when it cannot run here. */
export function emulatorFor(target: Target): readonly string[] | undefined {
  if (target === hostTarget()) return [];
  const emulator = EMULATORS[target];
  if (emulator === undefined || process.platform !== "linux") return undefined;
  const isThere = Bun.which(emulator.program) !== null && existsSync(emulator.libraries);
  return isThere ? [emulator.program, "-L", emulator.libraries] : undefined;
}
