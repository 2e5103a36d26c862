const encoder = new TextEncoder();

export interface ServerEvent {
  readonly id?: string | number;
  readonly event?: string;
  readonly data: string;
}

/** One event of a server-sent event stream. Line ends in `data` become several data lines, as the format asks. */
export function encodeEvent({ id, event, data }: ServerEvent): Uint8Array {
  let text = "";
  if (id !== undefined) text += `id: ${id}\n`;
  if (event !== undefined) text += `event: ${event}\n`;
  for (const line of data.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  return encoder.encode(`${text}\n`);
}

/** Opens the stream: lets `onopen` fire before anything happened. */
export const STREAM_OPENING = encoder.encode("retry: 1000\n\n");

/** Keeps proxies and idle timeouts from closing a quiet stream, and finds out about clients that are gone. */
export const STREAM_HEARTBEAT = encoder.encode(": still here\n\n");

/** How many streams are open; bounded, because each holds a connection and asks the store again and again. */
export class StreamSlots {
  readonly #most: number;
  #open = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns a function that gives the slot back, once; `undefined` when none is free */
  take(): (() => void) | undefined {
    if (this.#open >= this.#most) return undefined;
    this.#open++;
    let held = true;
    return () => {
      if (held) this.#open--;
      held = false;
    };
  }
}
