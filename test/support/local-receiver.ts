import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Subprocess } from "bun";
import { waitUntil } from "./wait.ts";

const MAIN = resolve(import.meta.dir, "../../src/main.ts");

type Child = Subprocess<"ignore", "pipe", "pipe">;

/** `baton dev` as its own process, in a folder of its own; what it printed is read as its user would. */
export class LocalReceiver {
  readonly folder: string;
  readonly port: number;
  readonly dsn: string;
  readonly spotlight: string;
  readonly page: string;
  readonly #process: Child;
  readonly #ownsFolder: boolean;

  private constructor(folder: string, ownsFolder: boolean, process: Child, printed: string) {
    this.folder = folder;
    this.#ownsFolder = ownsFolder;
    this.#process = process;
    const found = (pattern: RegExp): string => pattern.exec(printed)?.[1] ?? "";
    this.dsn = found(/SENTRY_DSN=(\S+)/);
    this.spotlight = found(/SENTRY_SPOTLIGHT=(\S+)/);
    this.page = found(/see what arrives: (\S+)/);
    this.port = Number(new URL(this.page).port);
  }

  /** @throws Error with what it printed when it does not come up */
  static async start(
    options: { readonly folder?: string; readonly port?: number; readonly upstream?: string } = {},
  ): Promise<LocalReceiver> {
    const folder = options.folder ?? mkdtempSync(join(tmpdir(), "baton-dev-"));
    const upstream = options.upstream === undefined ? [] : ["--upstream", options.upstream];
    const words = ["dev", "--port", String(options.port ?? 0), ...upstream];
    const child = Bun.spawn([process.execPath, MAIN, ...words], {
      cwd: folder,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      env: { PATH: process.env.PATH ?? "", HOME: folder },
    });
    let printed = "";
    const read = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> => {
      for await (const chunk of stream) printed += new TextDecoder().decode(chunk);
    };
    for (const stream of [child.stdout, child.stderr]) void read(stream);
    try {
      await waitUntil(
        () => /see what arrives: \S+/.test(printed) || child.exitCode !== null,
        15_000,
        () => "prints no address",
      );
      return new LocalReceiver(folder, options.folder === undefined, child, printed);
    } catch (error) {
      child.kill("SIGKILL");
      throw new Error(`baton dev: ${error}\n${printed}`);
    }
  }

  /** Address with another project in its path. */
  dsnOf(projectId: number): string {
    return this.dsn.replace(/\/\d+$/, `/${projectId}`);
  }

  async items(search = ""): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const query = new URLSearchParams({ q: search, limit: "200" });
    const answer = await fetch(`${this.page}local/items?${query}`);
    return ((await answer.json()) as { items: Record<string, unknown>[] }).items;
  }

  /** Posts an envelope as an SDK does. */
  async send(envelope: string, projectId = 42): Promise<Response> {
    const key = new URL(this.dsn).username;
    return fetch(`${this.page}api/${projectId}/envelope/?sentry_key=${key}`, {
      method: "POST",
      body: envelope,
    });
  }

  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<number | null> {
    this.#process.kill(signal);
    await this.#process.exited;
    if (this.#ownsFolder) rmSync(this.folder, { recursive: true, force: true });
    return this.#process.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.stop("SIGKILL");
  }
}
