import type { Socket as BunSocket, SocketHandler, TLSOptions } from "bun";
import type {
  Connect,
  ConnectError,
  ConnectOptions,
  Listen,
  ListenOptions,
  Socket,
  SocketOwner,
  TlsOptions,
} from "./sockets.ts";

/** Our side of one of Bun's sockets: what the kernel did not take is kept here, in order. */
class Stream implements Socket {
  owner: SocketOwner | undefined;
  readonly #raw: BunSocket<Stream | undefined>;
  #waiting: Uint8Array[] = [];
  #ending = false;
  #closed = false;
  #remoteAddress: string | undefined;

  constructor(raw: BunSocket<Stream | undefined>) {
    this.#raw = raw;
  }

  get remoteAddress(): string {
    this.#remoteAddress ??= this.#raw.remoteAddress ?? "";
    return this.#remoteAddress;
  }

  write(data: Uint8Array | string): boolean {
    if (this.#closed || this.#ending) return true;
    if (this.#waiting.length > 0) {
      this.#waiting.push(typeof data === "string" ? Buffer.from(data) : data);
      return false;
    }
    const size = typeof data === "string" ? Buffer.byteLength(data) : data.length;
    const sent = this.#raw.write(data as string);
    if (sent === size || sent < 0) return true; // negative: the socket is closing, onClose follows
    const bytes = typeof data === "string" ? Buffer.from(data) : data;
    this.#waiting.push(bytes.subarray(sent));
    return false;
  }

  end(): void {
    if (this.#closed || this.#ending) return;
    this.#ending = true;
    if (this.#waiting.length === 0) this.#raw.shutdown();
  }

  destroy(): void {
    if (!this.#closed) this.#raw.terminate();
  }

  pause(): void {
    if (!this.#closed) this.#raw.pause();
  }

  resume(): void {
    if (!this.#closed) this.#raw.resume();
  }

  keepProcess(alive: boolean): void {
    if (alive) this.#raw.ref();
    else this.#raw.unref();
  }

  drained(): void {
    while (this.#waiting.length > 0) {
      const part = this.#waiting[0] as Uint8Array;
      const sent = Math.max(0, this.#raw.write(part as Uint8Array<ArrayBuffer>));
      if (sent < part.length) {
        this.#waiting[0] = part.subarray(sent);
        return;
      }
      this.#waiting.shift();
    }
    if (this.#ending) this.#raw.shutdown();
    else this.owner?.onDrain();
  }

  closed(error: Error | undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.owner?.onClose(error);
  }
}

/** The same functions for every socket: the state hangs on the socket. */
const HANDLERS = {
  binaryType: "buffer",
  data: (raw, bytes) => raw.data?.owner?.onData(bytes),
  drain: (raw) => raw.data?.drained(),
  end: (raw) => raw.data?.owner?.onEnd(),
  error: (raw, error) => raw.data?.closed(error),
  close: (raw, error) => raw.data?.closed(error),
} satisfies SocketHandler<Stream | undefined>;

function attach(raw: BunSocket<Stream | undefined>, own: (socket: Socket) => SocketOwner): void {
  const stream = new Stream(raw);
  raw.data = stream;
  stream.owner = own(stream);
}

export const listen: Listen = async (options: ListenOptions) => {
  const { host, port, unixPath, reusePort = false, tcpKeepAliveMs = 0, accept } = options;
  const open = (raw: BunSocket<Stream | undefined>): void => {
    if (tcpKeepAliveMs > 0) raw.setKeepAlive(true, tcpKeepAliveMs);
    attach(raw, accept);
  };
  const socket = { ...HANDLERS, open };
  if (unixPath !== undefined) {
    const listener = Bun.listen<Stream | undefined>({ unix: unixPath, socket });
    return { host: unixPath, port: 0, close: () => listener.stop() };
  }
  const tcp = { hostname: host, port, reusePort, allowHalfOpen: true, socket };
  const listener = Bun.listen<Stream | undefined>(tcp);
  return { host, port: listener.port, close: () => listener.stop() };
};

export const connect: Connect = (options: ConnectOptions, own) => {
  const done = Promise.withResolvers<ConnectError | undefined>();
  let settled = false;
  const settle = (error: ConnectError | undefined): void => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    done.resolve(error);
  };
  const timer = setTimeout(() => settle({ kind: "timeout", cause: undefined }), options.timeoutMs);

  const secure = options.tls !== undefined;
  const opened = (raw: BunSocket<Stream | undefined>): void => {
    if (settled) raw.terminate();
    else {
      attach(raw, own);
      settle(undefined);
    }
  };
  const socket: SocketHandler<Stream | undefined> = {
    ...HANDLERS,
    open: (raw) => {
      if (!secure) opened(raw);
    },
    handshake: (raw, success, problem) => {
      if (success && (problem === null || options.tls?.verify === false)) opened(raw);
      else {
        settle({ kind: "tls", cause: problem });
        raw.terminate();
      }
    },
    close: (raw, error) => {
      settle({ kind: secure ? "tls" : "refused", cause: error });
      raw.data?.closed(error);
    },
    connectError: (_raw, error) => settle({ kind: "refused", cause: error }),
  };
  const tls = options.tls === undefined ? {} : { tls: tlsOptions(options.tls) };
  const target =
    options.unixPath === undefined
      ? { hostname: options.host, port: options.port, allowHalfOpen: true }
      : { unix: options.unixPath };
  Bun.connect<Stream | undefined>({ ...(target as { unix: string }), socket, ...tls }).catch(
    (error: unknown) => settle({ kind: "refused", cause: error }),
  );
  return done.promise;
};

function tlsOptions({ serverName, ca, verify = true }: TlsOptions): TLSOptions {
  return { serverName, rejectUnauthorized: verify, ...(ca === undefined ? {} : { ca }) };
}
