import { Fault, type FaultSource } from "../../base/fault.ts";

/** Byte arrays from this size on are moved instead of copied: the sender has given them up. */
export const MOVE_FROM_BYTES = 64 * 1024;
/** How deep addresses and faults are looked for inside a message. */
const DEPTH = 6;

const ADDRESS = "\u0000baton:address";
const FAULT = "\u0000baton:fault";

/** Turns addresses into something that can travel, and back. */
export interface AddressCodec {
  /** What stands for an address, or `undefined` when `value` is none. */
  toWire(value: object): unknown;
  fromWire(wire: unknown): unknown;
}

export interface Encoded {
  readonly message: unknown;
  /** Whether the receiver has anything to rebuild. */
  readonly marked: boolean;
  readonly transfer: ArrayBuffer[];
  /** Bytes in byte arrays: what weighs in a mailbox bounded by weight. */
  readonly bytes: number;
}

const PLAIN: Omit<Encoded, "message"> = { marked: false, transfer: [], bytes: 0 };

/** Prepares a message for another thread. What needs no change is passed on as it is, and cloned by the port. */
export function encode(message: unknown, codec: AddressCodec): Encoded {
  if (typeof message !== "object" || message === null) return { message, ...PLAIN };
  const encoder = new Encoder(codec);
  const encoded = encoder.walk(message, DEPTH);
  return { message: encoded, marked: encoder.marked, transfer: encoder.transfer, bytes: encoder.bytes };
}

class Encoder {
  marked = false;
  bytes = 0;
  readonly transfer: ArrayBuffer[] = [];
  readonly #codec: AddressCodec;

  constructor(codec: AddressCodec) {
    this.#codec = codec;
  }

  walk(value: unknown, depth: number): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof Uint8Array) return this.#bytesOf(value);
    const wire = this.#codec.toWire(value);
    if (wire !== undefined) {
      this.marked = true;
      return { [ADDRESS]: wire };
    }
    if (value instanceof Error) {
      this.marked = true;
      return { [FAULT]: encodeFault(value) };
    }
    if (depth === 0) return value;
    if (Array.isArray(value)) return this.#array(value, depth - 1);
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === Object.prototype || prototype === null ? this.#object(value, depth - 1) : value;
  }

  #bytesOf(view: Uint8Array): Uint8Array {
    this.bytes += view.byteLength;
    if (view.byteLength < MOVE_FROM_BYTES)
      return view.byteLength === view.buffer.byteLength ? view : view.slice();
    // A view into something larger would drag all of it along.
    const exact =
      view.byteLength === view.buffer.byteLength && view.buffer instanceof ArrayBuffer ? view : view.slice();
    this.transfer.push(exact.buffer as ArrayBuffer);
    return exact;
  }

  #array(values: readonly unknown[], depth: number): unknown {
    let copy: unknown[] | undefined;
    for (let i = 0; i < values.length; i++) {
      const walked = this.walk(values[i], depth);
      if (walked === values[i]) continue;
      copy ??= [...values];
      copy[i] = walked;
    }
    return copy ?? values;
  }

  #object(value: object, depth: number): unknown {
    let copy: Record<string, unknown> | undefined;
    for (const [key, inner] of Object.entries(value)) {
      const walked = this.walk(inner, depth);
      if (walked === inner) continue;
      copy ??= { ...value };
      copy[key] = walked;
    }
    return copy ?? value;
  }
}

/** What a message weighs on its way to another Arbiter: the bytes in its byte arrays. */
export function bytesIn(message: unknown, depth = DEPTH): number {
  if (typeof message !== "object" || message === null) return 0;
  if (message instanceof Uint8Array) return message.byteLength;
  if (depth === 0) return 0;
  const prototype: unknown = Object.getPrototypeOf(message);
  if (!Array.isArray(message) && prototype !== Object.prototype && prototype !== null) return 0;
  let bytes = 0;
  for (const inner of Object.values(message)) bytes += bytesIn(inner, depth - 1);
  return bytes;
}

/** Rebuilds what {@link encode} marked. */
export function decode(message: unknown, codec: AddressCodec): unknown {
  if (typeof message !== "object" || message === null || message instanceof Uint8Array) return message;
  if (Array.isArray(message)) return message.map((inner) => decode(inner, codec));
  if (Object.getPrototypeOf(message) !== Object.prototype) return message;
  const record = message as Record<string, unknown>;
  if (ADDRESS in record) return codec.fromWire(record[ADDRESS]);
  if (FAULT in record) return decodeFault(record[FAULT]);
  for (const key of Object.keys(record)) record[key] = decode(record[key], codec);
  return record;
}

interface WireFault {
  readonly code: string | undefined;
  readonly message: string;
  readonly source: FaultSource;
  readonly retryable: boolean;
  readonly stack: string | undefined;
  readonly cause: WireFault | string | undefined;
}

/** An error as plain data; a fault keeps its code. */
export function encodeFault(error: unknown, depth = 3): WireFault {
  const fault = error instanceof Fault ? error : undefined;
  const cause = error instanceof Error ? error.cause : undefined;
  return {
    code: fault?.code,
    message: error instanceof Error ? error.message : String(error),
    source: fault?.source ?? "local",
    retryable: fault?.retryable ?? false,
    stack: error instanceof Error ? error.stack : undefined,
    cause: cause === undefined || depth === 0 ? undefined : encodeFault(cause, depth - 1),
  };
}

export function decodeFault(wire: unknown): Error {
  const { code, message, source, retryable, stack, cause } = wire as WireFault;
  const inner = cause === undefined || typeof cause === "string" ? cause : decodeFault(cause);
  const error =
    code === undefined
      ? new Error(message, inner === undefined ? undefined : { cause: inner })
      : new Fault(message, { code, source, retryable, ...(inner === undefined ? {} : { cause: inner }) });
  if (stack !== undefined) error.stack = stack;
  return error;
}
