/**
 * AWS's Runtime Interface Emulator in a box of its own: own /opt, /var/task, /tmp, loopback and process ids, so that boxes
 * run side by side on Lambda's fixed ports. The upstream and the invocations cross the border over unix sockets.
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Subprocess } from "bun";
import { waitUntil } from "../wait.ts";
import { must } from "./run-command.ts";

const ROOT = resolve(import.meta.dir, "../../..");
const CACHE = join(ROOT, ".cache/rie");
/**
 * The repository as a box sees it. Its own path may be closed to the user that AWS's emulator runs functions as (a clone
 * below /root, a mktemp folder), and a test that fills or mounts over /tmp would hide a clone that lies there.
 */
const BOX_ROOT = "/var/repository";

/** The emulator, out of the wheel that carries it; downloaded once. */
function rieBinary(): string {
  const arch = process.arch === "arm64" ? "arm64" : "x86_64";
  const file = join(CACHE, `samcli/local/rapid/aws-lambda-rie-${arch}`);
  if (existsSync(file)) return file;
  mkdirSync(CACHE, { recursive: true });
  must(["python3", "-m", "pip", "download", "--no-deps", "-q", "-d", CACHE, "aws-sam-cli==1.170.0"]);
  must(["sh", "-c", `cd ${CACHE} && unzip -q -o aws_sam_cli-*.whl 'samcli/local/rapid/*'`]);
  chmodSync(file, 0o755);
  return file;
}

export interface BoxOptions {
  /** Path below the box's folder → content; `opt/extensions/*` and `task/bootstrap` become executable. */
  readonly files: Readonly<Record<string, string>>;
  /** Files of this machine, by path below the box's folder; `lang/` becomes /var/lang. */
  readonly binaries?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitS?: number;
  /** Managed-instances mode, with as many workers. */
  readonly maxConcurrency?: number;
  /** Port of the fake upstream outside; inside it is 9999. */
  readonly upstreamPort?: number;
  /** Runs inside before the emulator. */
  readonly before?: string;
}

export interface BoxAnswer {
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
}

const BOX = `
ip link set lo up
mount --bind "$BOX/opt" /opt
mkdir -p "$BOX/ovl"; mount -t tmpfs tmpfs "$BOX/ovl"; mkdir "$BOX/ovl/u" "$BOX/ovl/w"
mount -t overlay overlay -o "lowerdir=/var,upperdir=$BOX/ovl/u,workdir=$BOX/ovl/w" /var
mkdir -p /var/task /var/runtime; mount --bind "$BOX/task" /var/task
[ -d "$BOX/lang" ] && mkdir -p /var/lang && mount --bind "$BOX/lang" /var/lang
mkdir /var/box; mount --bind "$BOX" /var/box; export BOX=/var/box
mkdir ${BOX_ROOT}; mount --bind "$ROOT_FOLDER" ${BOX_ROOT}
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -o remount,bind,ro / # as on Lambda, only /tmp can be written to
env -u BUN_BE_BUN -u BUN_OPTIONS -u BUN_INSPECT -u NODE_OPTIONS "$BUN" ${BOX_ROOT}/test/support/lambda/box-bridge.ts "$BOX" &
eval "$BEFORE"
cd /var/task
exec env -u BOX -u BUN -u ROOT_FOLDER -u BEFORE -u RIE "$RIE" --log-level info
`;

/** One emulated environment. `stop` ends it as Lambda would, and tells how that went. */
export class RieBox {
  readonly folder: string;
  readonly #process: Subprocess<"ignore", "pipe", "pipe">;
  readonly #bridge: Server | undefined;
  #log = "";

  private constructor(folder: string, options: BoxOptions) {
    this.folder = folder;
    const { upstreamPort } = options;
    if (upstreamPort !== undefined) {
      this.#bridge = createServer((inside) => {
        const outside = connect(upstreamPort, "127.0.0.1");
        inside.pipe(outside).pipe(inside);
        for (const [one, other] of [
          [inside, outside],
          [outside, inside],
        ] as const) {
          one.on("error", () => other.destroy());
          one.on("close", () => other.destroy());
        }
      }).listen(join(folder, "upstream.sock"));
    }
    this.#process = Bun.spawn(
      ["unshare", "-mn", "--pid", "--fork", "--kill-child", "--mount-proc", "bash", "-ec", BOX],
      {
        stdin: "ignore",
        stdout: "pipe",
        stderr: "pipe",
        env: {
          PATH: process.env.PATH ?? "",
          BOX: folder,
          BUN: inBox(process.execPath),
          ROOT_FOLDER: ROOT,
          BEFORE: options.before ?? "true",
          RIE: inBox(rieBinary()),
          AWS_LAMBDA_FUNCTION_TIMEOUT: String(options.limitS ?? 10),
          AWS_LAMBDA_FUNCTION_NAME: "boxed",
          AWS_REGION: "eu-west-1",
          ...(options.maxConcurrency ? { AWS_LAMBDA_MAX_CONCURRENCY: String(options.maxConcurrency) } : {}),
          ...options.env,
        },
      },
    );
    for (const stream of [this.#process.stdout, this.#process.stderr]) void this.#read(stream);
  }

  static async start(options: BoxOptions): Promise<RieBox> {
    const folder = mkdtempSync(join(tmpdir(), "rie-"));
    for (const [path, content] of Object.entries({ "opt/.keep": "", "task/.keep": "", ...options.files })) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, inBox(content));
      if (path.startsWith("opt/extensions/") || path === "task/bootstrap") chmodSync(file, 0o755);
    }
    for (const [path, from] of Object.entries(options.binaries ?? {})) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      linkOrCopy(from, file);
    }
    chmodSync(folder, 0o755);
    const box = new RieBox(folder, options);
    await waitUntil(
      () => existsSync(join(folder, "invoke.sock")),
      10_000,
      () => "the box has no bridge",
    );
    await waitUntil(
      async () => (await box.#request("GET", "/")) !== undefined,
      10_000,
      () => `the emulator does not come up: ${box.log}`,
    );
    return box;
  }

  /** Everything the emulator, the function and the extension printed. */
  get log(): string {
    return this.#log;
  }

  async invoke(payload: unknown): Promise<BoxAnswer> {
    const startMs = performance.now();
    const response = await this.#request(
      "POST",
      "/2015-03-31/functions/function/invocations",
      JSON.stringify(payload),
    );
    if (!response) throw new Error(`the emulator does not answer:\n${this.#log.slice(-3_000)}`);
    return { status: response.status, body: await response.text(), tookMs: performance.now() - startMs };
  }

  /** Stops and continues everything that the platform would freeze: function and extension. */
  freeze(on: boolean): void {
    for (const pid of [
      ...this.pids("/opt/extensions/"),
      ...this.pids("/opt/baton/"),
      ...this.pids("/var/task/runtime"),
    ]) {
      process.kill(pid, on ? "SIGSTOP" : "SIGCONT");
    }
  }

  /** SIGTERM, as at the end of an environment. @returns time until everything had ended */
  async stop(): Promise<number> {
    const startMs = performance.now();
    const rie = this.pids("aws-lambda-rie")[0];
    if (rie !== undefined) process.kill(rie, "SIGTERM");
    await Promise.race([this.#process.exited, Bun.sleep(8_000)]);
    const tookMs = performance.now() - startMs;
    this.#process.kill("SIGKILL");
    this.#bridge?.close();
    rmSync(this.folder, { recursive: true, force: true });
    return tookMs;
  }

  /** Process ids of the box whose command line holds `text`, as seen from outside. */
  pids(text: string): number[] {
    const children = new Map<number, number[]>();
    for (const entry of readdirSync("/proc")) {
      const pid = Number(entry);
      if (!Number.isInteger(pid)) continue;
      const stat = read(`/proc/${pid}/stat`);
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      children.set(parent, [...(children.get(parent) ?? []), pid]);
    }
    const found: number[] = [];
    const visit = (pid: number): void => {
      if (read(`/proc/${pid}/cmdline`).includes(text)) found.push(pid);
      for (const child of children.get(pid) ?? []) visit(child);
    };
    for (const child of children.get(this.#process.pid) ?? []) visit(child);
    return found;
  }

  async #request(method: string, path: string, body?: string): Promise<Response | undefined> {
    try {
      return await fetch(`http://box${path}`, {
        unix: join(this.folder, "invoke.sock"),
        method,
        ...(body === undefined ? {} : { body }),
        keepalive: false,
        signal: AbortSignal.timeout(60_000),
      });
    } catch {
      return undefined;
    }
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of stream) this.#log += decoder.decode(chunk, { stream: true });
  }
}

function inBox(text: string): string {
  return text.replaceAll(`${ROOT}/`, `${BOX_ROOT}/`);
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // another file system
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
