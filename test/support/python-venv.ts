import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

const CACHE = resolve(import.meta.dir, "../../.cache");

/** Where the interpreter of such a Python lies, made or not. */
export function interpreterOf(name: string, version: string): string {
  return join(CACHE, `python-${name}-${version}`, "bin/python");
}

/**
 * A Python with a package in it, made once and kept in .cache/. Tests that run at the same time each make their own and the
 * first one stays.
 * @returns path of its interpreter
 */
export async function pythonWith(name: string, version: string): Promise<string> {
  const folder = join(CACHE, `python-${name}-${version}`);
  const python = interpreterOf(name, version);
  if (existsSync(python)) return python;
  mkdirSync(CACHE, { recursive: true });
  const unfinished = `${folder}.${process.pid}`;
  await run(["python3", "-m", "venv", "--clear", unfinished]);
  const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `${name}==${version}`];
  await run([join(unfinished, "bin/python"), ...install]);
  if (existsSync(python)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, folder);
  return python;
}

/** What pip reaches, and how, is the machine's own business: it keeps its environment. */
async function run(command: string[]): Promise<void> {
  const child = Bun.spawn(command, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const errors = await new Response(child.stderr).text();
  if ((await child.exited) !== 0) throw new Error(`${command.join(" ")}: ${errors}`);
}
