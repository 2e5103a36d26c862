import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { run } from "../lib/run.ts";
import type { LockEntry } from "../tidy/licences.ts";

/** Platform and architecture as Bun's compiler names them. */
export type Target = "linux-x64" | "linux-arm64" | "darwin-x64" | "darwin-arm64";

const CACHE = ".cache/bun";
const PACK_LIMIT_MS = 300_000;

export function hostTarget(): Target {
  return `${process.platform}-${process.arch}` as Target;
}

/**
 * The Bun executable to build `target` on: none for this machine (the running one is taken), else the one of its npm
 * package, installed or fetched by npm into .cache, and checked against package-lock.json.
 */
export async function runtimeFor(target: Target): Promise<string | undefined> {
  if (target === hostTarget()) return undefined;
  const name = `@oven/bun-${target.replace("arm64", "aarch64")}`;
  const installed = `node_modules/${name}/bin/bun`;
  if (existsSync(installed)) return installed;
  const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
    packages: Readonly<Record<string, LockEntry & { readonly integrity?: string }>>;
  };
  const locked = packages[`node_modules/${name}`];
  if (locked?.version === undefined) throw new Error(`${name} is not in package-lock.json`);
  const folder = `${CACHE}/${target}-${locked.version}`;
  const executable = `${folder}/package/bin/bun`;
  if (!existsSync(executable)) await fetchPackage(`${name}@${locked.version}`, locked.integrity, folder);
  return executable;
}

async function fetchPackage(spec: string, integrity: string | undefined, folder: string): Promise<void> {
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const pack = await run(["npm", "pack", spec, "--silent", "--pack-destination", unfinished], {
    timeoutMs: PACK_LIMIT_MS,
  });
  if (pack.code !== 0) throw new Error(`npm pack ${spec} failed:\n${pack.output}`);
  const archive = `${unfinished}/${pack.output.trim().split("\n").at(-1)}`;
  const hash = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
  if (hash !== integrity) throw new Error(`${spec} has ${hash}, package-lock.json wants ${integrity}`);
  const unpack = await run(["tar", "-xzf", archive, "-C", unfinished], { timeoutMs: PACK_LIMIT_MS });
  if (unpack.code !== 0) throw new Error(`tar failed:\n${unpack.output}`);
  rmSync(archive);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}
