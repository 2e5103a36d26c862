import type { Fault } from "../support/fault-script.ts";
import type { HeaderLine } from "../support/http-reader.ts";
import type { RawRequest } from "../support/raw-client.ts";

/** What a case may be told apart by at the upstream: no two cases share a key or a project. */
export interface Slot {
  readonly key: string;
  readonly project: number;
}

/** One conversation that both relays must answer alike and pass on alike. */
export interface Case {
  /** Unique; `area: what`. */
  readonly name: string;
  /** The requests in order, each on a connection of its own. */
  readonly requests: (slot: Slot) => readonly RawRequest[];
  /** How the upstream answers this case's envelopes. The next request waits until it has. */
  readonly upstream?: Fault;
}

/** Cases that share a configuration of the relay. */
export interface Suite {
  readonly name: string;
  readonly config?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Further files of the config folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly cases: readonly Case[];
}

export const EVENT_ID = "9ec79c33ec9942ab8353589fcb2e04dc";

export function one(name: string, request: (slot: Slot) => RawRequest): Case {
  return { name, requests: (slot) => [request(slot)] };
}

export function post(
  target: string,
  body: Uint8Array | string,
  ...headers: readonly HeaderLine[]
): RawRequest & { readonly headers: readonly HeaderLine[] } {
  return { method: "POST", target, body, headers };
}

export function sentryAuth(slot: Slot, more = ""): HeaderLine {
  return ["x-sentry-auth", `Sentry sentry_key=${slot.key}, sentry_version=7${more}`];
}

export function contentType(value: string): HeaderLine {
  return ["content-type", value];
}

/** Serialises an envelope; a payload given as text or bytes, `length` only where the header has it. */
export function envelope(
  headers: Readonly<Record<string, unknown>>,
  ...items: readonly (readonly [headers: Readonly<Record<string, unknown>>, payload: Uint8Array | string])[]
): Buffer {
  const newline = Buffer.from("\n");
  const parts = items.flatMap(([header, payload]) => [
    Buffer.from(`${JSON.stringify(header)}\n`),
    Buffer.from(payload as string),
    newline,
  ]);
  return Buffer.concat([Buffer.from(`${JSON.stringify(headers)}\n`), ...parts]);
}

export const EVENT = envelope({ event_id: EVENT_ID }, [{ type: "event" }, '{"message":"hi"}']);

export interface FormPart {
  readonly name?: string;
  readonly filename?: string;
  readonly type?: string;
  readonly body: Uint8Array | string;
}

export const BOUNDARY = "----baton7MA4YWxkTrZu0gW";

/** Serialises multipart/form-data with `BOUNDARY`. */
export function form(...parts: readonly FormPart[]): Buffer {
  const chunks = parts.flatMap(({ name, filename, type, body }) => {
    const disposition = [
      "form-data",
      ...(name === undefined ? [] : [`name="${name}"`]),
      ...(filename === undefined ? [] : [`filename="${filename}"`]),
    ].join("; ");
    const head = `--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n${type ? `Content-Type: ${type}\r\n` : ""}\r\n`;
    return [Buffer.from(head), Buffer.from(body as string), Buffer.from("\r\n")];
  });
  return Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

export const FORM = contentType(`multipart/form-data; boundary=${BOUNDARY}`);
