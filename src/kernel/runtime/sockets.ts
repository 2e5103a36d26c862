/**
 * Byte streams: TCP, TLS and unix sockets, as thin as the runtimes allow, so that one HTTP implementation runs on
 * each. Implementations: `sockets.bun.ts`, `sockets.node.ts`.
 */

/** What a stream tells its one owner; calls never overlap. */
export interface SocketOwner {
  /** Bytes arrived; they belong to the owner. */
  onData(bytes: Buffer): void;
  /** What `write` had to keep is sent. */
  onDrain(): void;
  /** The peer will send no more; we still may. */
  onEnd(): void;
  /** The stream is gone; the last call. */
  onClose(error: Error | undefined): void;
}

export interface Socket {
  /** IP address of the peer; empty for a unix socket. */
  readonly remoteAddress: string;
  /** Sends, or keeps for later, text as UTF-8. False: something is kept, wait for `onDrain` before writing much more. */
  write(data: Uint8Array | string): boolean;
  /** `write` of text in Latin-1 and bytes, together. */
  writeMessage(head: string, body: Uint8Array): boolean;
  /** Sends what is kept, then tells the peer that no more comes. */
  end(): void;
  /** Closes at once, dropping what is kept. */
  destroy(): void;
  /** Stops and restarts `onData`: the peer is held back by TCP. */
  pause(): void;
  resume(): void;
  /** Whether an open socket keeps the process alive; it does unless told otherwise. */
  keepProcess(alive: boolean): void;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Listens on this path instead of an address. */
  readonly unixPath?: string;
  readonly reusePort?: boolean;
  /** Probes of TCP keep-alive: idle time and interval; 0 or absent: none. */
  readonly tcpKeepAliveMs?: number;
  readonly accept: (socket: Socket) => SocketOwner;
}

export interface SocketListener {
  readonly host: string;
  readonly port: number;
  /** Stops accepting; open streams stay. */
  close(): void;
}

export interface TlsOptions {
  /** The name the certificate must be for; also sent as SNI unless it is an address. */
  readonly serverName: string;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string;
}

export interface ConnectOptions {
  /** An IP address. */
  readonly host: string;
  readonly port: number;
  readonly unixPath?: string;
  readonly tls?: TlsOptions;
  readonly timeoutMs: number;
}

/** Why a connection could not be made. */
export interface ConnectError {
  readonly kind: "refused" | "timeout" | "tls";
  readonly cause: unknown;
}

/** Listens. Rejects with the system's error (`code` is `EADDRINUSE` and the like). */
export type Listen = (options: ListenOptions) => Promise<SocketListener>;

/** Connects; `owner` hears of the socket once it is open. */
export type Connect = (
  options: ConnectOptions,
  owner: (socket: Socket) => SocketOwner,
) => Promise<ConnectError | undefined>;

/**
 * Speaks TLS over a stream that is open already (through a proxy's tunnel). The old socket must not be used any more;
 * `owner` hears of the new one.
 */
export type StartTls = (
  socket: Socket,
  options: { readonly tls: TlsOptions; readonly timeoutMs: number },
  owner: (socket: Socket) => SocketOwner,
) => Promise<ConnectError | undefined>;
