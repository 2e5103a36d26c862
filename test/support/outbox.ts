/** What a Bun socket offers for writing. */
interface Sink {
  write(bytes: Uint8Array): number;
  end(): unknown;
  shutdown(): unknown;
}

/** Sends everything in order over a socket that may take only a part at a time. */
export class Outbox {
  readonly #sink: Sink;
  #waiting: Uint8Array[] = [];
  #closing: "no" | "end" | "half" = "no";

  constructor(sink: Sink) {
    this.#sink = sink;
  }

  /** Bytes that the socket has not taken yet. */
  get pendingBytes(): number {
    return this.#waiting.reduce((sum, part) => sum + part.length, 0);
  }

  send(bytes: Uint8Array | string): void {
    this.#waiting.push(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
    if (this.#waiting.length === 1) this.drain();
  }

  /** Closes when all is sent. */
  end(): void {
    this.#closing = "end";
    this.drain();
  }

  /** Closes only our direction when all is sent. */
  endHalf(): void {
    this.#closing = "half";
    this.drain();
  }

  drain(): void {
    for (let part = this.#waiting[0]; part !== undefined; part = this.#waiting[0]) {
      const taken = this.#sink.write(part);
      if (taken < 0) {
        this.#waiting = []; // closed by the peer: nobody is left to read it
        return;
      }
      if (taken < part.length) {
        this.#waiting[0] = part.subarray(taken);
        return;
      }
      this.#waiting.shift();
    }
    if (this.#closing === "end") this.#sink.end();
    if (this.#closing === "half") this.#sink.shutdown();
    this.#closing = "no";
  }
}
