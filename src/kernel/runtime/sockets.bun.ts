import type { Socket as BunSocket, SocketHandler, TLSOptions } from "bun";
import type {
  Connect,
  ConnectError,
  Listen,
  ListenOptions,
  Socket,
  SocketOwner,
  StartTls,
  TlsOptions,
} from "./sockets.ts";

type RawSocket = BunSocket<Stream | undefined>;

/** Messages are put together here: the kernel has copied what it took when `write` returns. */
const SCRATCH = Buffer.allocUnsafeSlow(64 * 1024);

/** Our side of one of Bun's sockets: what the kernel did not take is kept here, in order. */
class Stream implements Socket {
  owner: SocketOwner | undefined;
  readonly #raw: RawSocket;
  #waiting: Uint8Array[] = [];
  #ending = false;
  #closed = false;
  #remoteAddress: string | undefined;

  constructor(raw: RawSocket) {
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

  writeMessage(head: string, body: Uint8Array): boolean {
    const size = head.length + body.length;
    if (this.#closed || this.#ending) return true;
    if (size > SCRATCH.length || this.#waiting.length > 0) {
      this.write(Buffer.from(head, "latin1"));
      return this.write(body);
    }
    SCRATCH.write(head, 0, "latin1");
    SCRATCH.set(body, head.length);
    const sent = this.#raw.write(SCRATCH, 0, size);
    if (sent === size || sent < 0) return true;
    this.#waiting.push(Buffer.from(SCRATCH.subarray(sent, size)));
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

  /** Hands the wire to TLS; this stream hears no more. */
  upgrade(tls: TLSOptions, socket: SocketHandler<Stream | undefined>): void {
    this.owner = undefined;
    this.#raw.upgradeTLS<Stream | undefined>({ tls, socket });
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
    this.owner?.onDrain();
  }

  /** A socket error, or an exception of the owner's: Bun reports both here, and leaves the socket open after one. */
  failed(error: Error): void {
    this.destroy();
    this.closed(error);
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
  error: (raw, error) => raw.data?.failed(error),
  close: (raw, error) => raw.data?.closed(error),
} satisfies SocketHandler<Stream | undefined>;

function attach(raw: RawSocket, own: (socket: Socket) => SocketOwner): void {
  const stream = new Stream(raw);
  raw.data = stream;
  stream.owner = own(stream);
}

export const listen: Listen = async (options: ListenOptions) => {
  const { host, port, unixPath, reusePort = false, tcpKeepAliveMs = 0, accept } = options;
  const open = (raw: RawSocket): void => {
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

export const connect: Connect = (options, own) => {
  const { host, port, unixPath, tls } = options;
  const attempt = new Attempt(options, own);
  const socket = attempt.handlers;
  const secure = tls === undefined ? {} : { tls: tlsOptions(tls) };
  const opening =
    unixPath === undefined
      ? Bun.connect({ hostname: host, port, socket, ...secure, ...HALF_OPEN })
      : Bun.connect({ unix: unixPath, socket, ...secure });
  opening.catch((error: unknown) => attempt.fail("refused", error));
  return attempt.result;
};

export const startTls: StartTls = (socket, options, own) => {
  const attempt = new Attempt(options, own);
  (socket as Stream).upgrade(tlsOptions(options.tls), attempt.handlers);
  return attempt.result;
};

const HALF_OPEN: object = { allowHalfOpen: true };

/** One connection in the making: open for plain TCP, after a handshake with the right certificate for TLS. */
class Attempt {
  readonly result: Promise<ConnectError | undefined>;
  readonly handlers: SocketHandler<Stream | undefined>;
  readonly #settle: (error: ConnectError | undefined) => void;
  readonly #timer: ReturnType<typeof setTimeout>;
  #settled = false;

  constructor(
    { tls, timeoutMs }: { tls?: TlsOptions; timeoutMs: number },
    own: (socket: Socket) => SocketOwner,
  ) {
    const { promise, resolve } = Promise.withResolvers<ConnectError | undefined>();
    this.result = promise;
    this.#settle = resolve;
    this.#timer = setTimeout(() => this.fail("timeout", undefined), timeoutMs);
    const opened = (raw: RawSocket): void => {
      if (this.#settled) raw.terminate();
      else {
        attach(raw, own);
        this.#done(undefined);
      }
    };
    const handshake = (raw: RawSocket, success: boolean, problem: Error | null): void => {
      if (success && problem === null) opened(raw);
      else {
        this.fail("tls", problem);
        raw.terminate();
      }
    };
    this.handlers = {
      ...HANDLERS,
      ...(tls === undefined ? { open: opened } : { open: () => {}, handshake }),
      connectError: (_raw, error) => this.fail("refused", error),
      error: (raw, error) => this.#ended(raw, error, tls !== undefined),
      close: (raw, error) => this.#ended(raw, error, tls !== undefined),
    };
  }

  fail(kind: ConnectError["kind"], cause: unknown): void {
    this.#done({ kind, cause });
  }

  #ended(raw: RawSocket, error: Error | undefined, secure: boolean): void {
    this.fail(secure ? "tls" : "refused", error);
    if (error === undefined) raw.data?.closed(error);
    else raw.data?.failed(error);
  }

  #done(error: ConnectError | undefined): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#settle(error);
  }
}

function tlsOptions({ serverName, ca }: TlsOptions): TLSOptions {
  return { serverName, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
}
