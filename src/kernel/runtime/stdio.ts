import { write } from "node:fs";

export interface OutputOptions {
  /** 1 for stdout, 2 for stderr. */
  readonly fd: number;
  /** Text kept while the reader is slow; what comes beyond is dropped and counted. */
  readonly maxPendingBytes?: number;
}

/** Writes one file descriptor, as node:fs's `write`; a port for tests. */
export type WriteFd = (
  fd: number,
  bytes: Uint8Array,
  done: (error: Error | null, written: number) => void,
) => void;

const RETRY_MS = 10;

/**
 * Lines to a console or pipe without ever blocking the event loop: a reader that stopped reading (a full pipe, a
 * log collector that hangs) costs lines, counted, instead of a stalled relay. Lines that wait go out in one write.
 */
export class Output {
  readonly #fd: number;
  readonly #maxPendingBytes: number;
  readonly #write: WriteFd;
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #writing = false;
  #gone = false;
  #dropped = 0;
  #idle: (() => void)[] = [];

  constructor({ fd, maxPendingBytes = 1 << 20 }: OutputOptions, writeFd: WriteFd = write) {
    this.#fd = fd;
    this.#maxPendingBytes = maxPendingBytes;
    this.#write = writeFd;
  }

  /** Takes a line, to which it adds the line feed; false when it was dropped. */
  line(text: string): boolean {
    const bytes = Buffer.from(`${text}\n`);
    if (this.#gone || this.#pendingBytes + bytes.length > this.#maxPendingBytes) {
      this.#dropped += 1;
      return false;
    }
    this.#push(bytes);
    return true;
  }

  /** Lines lost so far because the reader was slow or gone. */
  dropped(): number {
    return this.#dropped;
  }

  /** Resolves when everything taken is written or `timeoutMs` passed: call it before the process ends. */
  flush(timeoutMs: number): Promise<void> {
    if (!this.#writing) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#idle.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  #push(bytes: Buffer): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
    if (!this.#writing) this.#next();
  }

  #next(): void {
    if (this.#pending.length === 0) {
      this.#writing = false;
      for (const resolve of this.#idle.splice(0)) resolve();
      return;
    }
    this.#writing = true;
    const bytes = this.#pending.length === 1 ? (this.#pending[0] as Buffer) : Buffer.concat(this.#pending);
    this.#pending = [];
    this.#writeAll(bytes);
  }

  #writeAll(bytes: Buffer): void {
    this.#write(this.#fd, bytes, (error, written) => {
      const code = (error as NodeJS.ErrnoException | null)?.code;
      if (code === "EAGAIN" || code === "EINTR") {
        setTimeout(() => this.#writeAll(bytes), RETRY_MS).unref();
        return;
      }
      if (error !== null) {
        this.#gone = true; // EPIPE and the like: nobody will read again
        this.#dropped += 1;
        this.#pending = [];
        this.#pendingBytes = 0;
        this.#next();
        return;
      }
      this.#pendingBytes -= written;
      if (written < bytes.length) this.#writeAll(bytes.subarray(written));
      else this.#next();
    });
  }
}
