import { connect, type Socket } from "node:net";

/** A client that sends exactly what it is told, and keeps what comes back. */
export class Wire {
  readonly socket: Socket;
  /** Latin-1. */
  received = "";
  /** How the server left: `end` (FIN) or an error code; `undefined` while it is there. */
  left: string | undefined;
  #changed: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (bytes: Buffer) => {
      this.received += bytes.toString("latin1");
      this.#tell();
    });
    socket.on("end", () => this.#leave("end"));
    socket.on("error", (error: NodeJS.ErrnoException) => this.#leave(error.code ?? "error"));
    socket.on("close", () => this.#leave("close"));
  }

  static async open(port: number): Promise<Wire> {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    return new Wire(socket);
  }

  /** Sends, then waits until the server has answered and left, or `until` holds. */
  static async ask(
    port: number,
    data: string | Buffer,
    until?: (received: string) => boolean,
  ): Promise<Wire> {
    const wire = await Wire.open(port);
    wire.send(data);
    await wire.until((received) => until?.(received) ?? false);
    return wire;
  }

  send(data: string | Buffer): void {
    this.socket.write(typeof data === "string" ? Buffer.from(data, "latin1") : data);
  }

  /** Resolves when `holds` or the server has left; rejects after 5 s. */
  async until(holds: (received: string) => boolean): Promise<void> {
    const timer = setTimeout(() => this.#tell(new Error(`still waiting; received ${this.received}`)), 5000);
    let late: Error | undefined;
    while (!holds(this.received) && this.left === undefined && late === undefined) {
      late = await new Promise<Error | undefined>((resolve) => {
        this.#changed.push(resolve as () => void);
      });
    }
    clearTimeout(timer);
    if (late !== undefined) throw late;
  }

  /** The status codes of the answers so far. */
  statuses(): number[] {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((found) => Number(found[1]));
  }

  close(): void {
    this.socket.destroy();
  }

  #leave(how: string): void {
    this.left ??= how;
    this.#tell();
  }

  #tell(error?: Error): void {
    for (const resolve of this.#changed.splice(0)) (resolve as (error?: Error) => void)(error);
  }
}
