import { ClientConnection, type ConnectionPool } from "./client-connection.ts";
import type { Dialer } from "./client-dial.ts";
import type { ClientExchange } from "./client-exchange.ts";
import type { Origin } from "./client-target.ts";

export interface PoolOptions {
  readonly maxConnections: number;
  readonly maxResponseBytes: number;
  readonly keepAliveMs: number;
}

/**
 * The connections to one origin. The one used last is used next, so that a quiet hour closes the others; requests
 * beyond `maxConnections` wait in order.
 */
export class ClientPool implements ConnectionPool {
  readonly maxResponseBytes: number;
  readonly #origin: Origin;
  readonly #dialer: Dialer;
  readonly #options: PoolOptions;
  readonly #idle: ClientConnection[] = [];
  readonly #open = new Set<ClientConnection>();
  #dialing = 0;
  readonly #queue: ClientExchange[] = [];
  #sweeper: ReturnType<typeof setTimeout> | undefined;
  #shut = false;

  constructor(origin: Origin, dialer: Dialer, options: PoolOptions) {
    this.#origin = origin;
    this.#dialer = dialer;
    this.#options = options;
    this.maxResponseBytes = options.maxResponseBytes;
  }

  /** Nothing open and nothing waiting: the pool may be forgotten. */
  get empty(): boolean {
    return this.#open.size === 0 && this.#dialing === 0 && this.#queue.length === 0;
  }

  run(exchange: ClientExchange): void {
    if (exchange.settled) return;
    const connection = exchange.retried ? undefined : this.#takeIdle();
    if (connection !== undefined) connection.start(exchange);
    else {
      this.#queue.push(exchange);
      this.#dialIfNeeded();
    }
  }

  again(exchange: ClientExchange): void {
    exchange.retried = true;
    this.forgetIdle(); // they have waited as long as the one that was dead
    this.run(exchange);
  }

  idle(connection: ClientConnection): void {
    const next = this.#shut ? undefined : this.#nextWaiting();
    if (next !== undefined) {
      connection.start(next);
      return;
    }
    if (this.#shut) {
      connection.destroy();
      return;
    }
    connection.idleSinceMs = performance.now();
    this.#idle.push(connection);
    this.#sweeper ??= this.#sweepLater();
  }

  gone(connection: ClientConnection): void {
    this.#open.delete(connection);
    const at = this.#idle.indexOf(connection);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#dialIfNeeded();
  }

  forgetIdle(): void {
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }

  /** Fails what waits and drops all connections. */
  close(): void {
    this.#shut = true;
    clearTimeout(this.#sweeper);
    for (const exchange of this.#queue.splice(0)) exchange.fail("ABORTED", "the client was closed");
    for (const connection of [...this.#open]) connection.destroy();
  }

  #takeIdle(): ClientConnection | undefined {
    const connection = this.#idle.pop();
    if (connection === undefined) return undefined;
    if (performance.now() - connection.idleSinceMs < this.#options.keepAliveMs) return connection;
    connection.destroy(); // the most recent one is too old, so all are
    this.forgetIdle();
    return undefined;
  }

  #nextWaiting(): ClientExchange | undefined {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
      if (!next.settled) return next;
    }
    return undefined;
  }

  #dialIfNeeded(): void {
    const free = this.#options.maxConnections - this.#open.size - this.#dialing;
    const wanted = Math.min(free, this.#queue.length - this.#dialing);
    for (let i = 0; i < wanted; i++) void this.#dial();
  }

  async #dial(): Promise<void> {
    this.#dialing += 1;
    let fresh: ClientConnection | undefined;
    const error = await this.#dialer.dial(this.#origin, (socket) => {
      fresh = new ClientConnection(socket, this);
      this.#open.add(fresh);
      return fresh;
    });
    this.#dialing -= 1;
    if (error !== undefined) {
      this.#nextWaiting()?.fail(error.kind, error.what, error.cause);
      this.#dialIfNeeded();
    } else if (fresh !== undefined && this.#open.has(fresh)) this.idle(fresh);
  }

  #sweepLater(): ReturnType<typeof setTimeout> {
    const timer = setTimeout(() => this.#sweep(), Math.min(this.#options.keepAliveMs, 60_000));
    timer.unref();
    return timer;
  }

  #sweep(): void {
    const oldestMs = performance.now() - this.#options.keepAliveMs;
    while (this.#idle[0] !== undefined && this.#idle[0].idleSinceMs <= oldestMs)
      this.#idle.shift()?.destroy();
    this.#sweeper = this.#idle.length === 0 ? undefined : this.#sweepLater();
  }
}
