import { join } from "node:path";
import type { Subprocess } from "bun";
import type { LoadCommand, LoadCounts } from "./load-process.ts";

/** The load process seen from the benchmark: every command is answered with the counts of that moment. */
export class Load {
  readonly #process: Subprocess;
  #waiting: PromiseWithResolvers<LoadCounts> = Promise.withResolvers();
  upstreamPort = 0;

  private constructor(cores: string) {
    this.#process = Bun.spawn(
      ["taskset", "-c", cores, process.execPath, join(import.meta.dir, "load-process.ts")],
      {
        stdio: ["ignore", "inherit", "inherit"],
        ipc: (message: LoadCounts) => this.#waiting.resolve(message),
        onExit: () => this.#waiting.reject(new Error("the load process ended")),
      },
    );
  }

  static async start(cores: string): Promise<Load> {
    const load = new Load(cores);
    load.upstreamPort = (await load.#waiting.promise).upstreamPort;
    return load;
  }

  tell(command: LoadCommand): Promise<LoadCounts> {
    this.#waiting = Promise.withResolvers();
    this.#process.send(command);
    return this.#waiting.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.promise.catch(() => undefined);
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }
}
