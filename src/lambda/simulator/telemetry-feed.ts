import type { Clock, Timer } from "../../kernel/actor/clock.ts";

/** Hands one batch to the subscriber; resolves with whether it was acknowledged. Never rejects. */
export type DeliverBatch = (port: number, body: string) => Promise<boolean>;

interface Subscription {
  readonly types: readonly string[];
  readonly port: number;
  readonly timeoutMs: number;
  readonly maxItems: number;
}

const RETRY_MS = [100, 200, 400] as const;

/** The Telemetry API's sending side: buffers, batches, stands still while frozen, retries, then tells what it dropped. */
export class TelemetryFeed {
  readonly #clock: Clock;
  readonly #deliver: DeliverBatch;
  #waiting: string[] = [];
  #subscription: Subscription | undefined;
  #timer: Timer | undefined;
  #frozen = false;
  #sending: Promise<void> | undefined;

  constructor(clock: Clock, deliver: DeliverBatch) {
    this.#clock = clock;
    this.#deliver = deliver;
  }

  get subscribed(): boolean {
    return this.#subscription !== undefined;
  }

  /** Records from before are kept for a late subscriber, as the platform does. */
  subscribe(body: string): boolean {
    const request = JSON.parse(body) as {
      types: string[];
      buffering: { timeoutMs: number; maxItems: number };
      destination: { URI: string };
    };
    const { hostname, port } = new URL(request.destination.URI);
    if (!hostname.startsWith("sandbox")) return false;
    const { timeoutMs, maxItems } = request.buffering;
    this.#subscription = { types: request.types, port: Number(port), timeoutMs, maxItems };
    if (this.#waiting.length > 0) this.#schedule();
    return true;
  }

  emit(type: string, record: unknown): void {
    const time = new Date(this.#clock.nowMs()).toISOString();
    this.#waiting.push(JSON.stringify({ time, type, record }));
    if (this.#subscription) this.#schedule();
  }

  freeze(): void {
    this.#frozen = true;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  thaw(): void {
    this.#frozen = false;
    if (this.#subscription && this.#waiting.length > 0) this.#schedule();
  }

  /** Before SHUTDOWN the stream is emptied. */
  async flush(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    await this.#sending;
    await this.#send();
  }

  #schedule(): void {
    if (this.#timer || this.#frozen || !this.#subscription) return;
    this.#timer = this.#clock.after(this.#subscription.timeoutMs, () => {
      this.#timer = undefined;
      this.#sending = this.#send();
    });
  }

  async #send(): Promise<void> {
    const subscription = this.#subscription;
    if (!subscription || this.#waiting.length === 0) return;
    const wanted = this.#waiting.splice(0, subscription.maxItems).filter((json) => {
      const stream = /"type":"(\w+)/.exec(json)?.[1] ?? "";
      return subscription.types.includes(stream);
    });
    if (wanted.length === 0) return;
    const body = `[${wanted.join(",")}]`;
    for (const delayMs of RETRY_MS) {
      if (await this.#deliver(subscription.port, body)) return;
      await new Promise<void>((resolve) => void this.#clock.after(delayMs, resolve));
    }
    const droppedBytes = body.length;
    this.emit("platform.logsDropped", {
      reason: "the consumer does not answer",
      droppedRecords: wanted.length,
      droppedBytes,
    });
  }
}
