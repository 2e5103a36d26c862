import { gzipSync } from "node:zlib";
import { type RawRequest, serialiseRequest } from "../../../test/support/raw-client.ts";

/** A deterministic source of numbers, so that both relays and all runs get the same bytes. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** 0 ≤ n < `below` */
  next(below: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  hex(length: number): string {
    return Array.from({ length }, () => this.next(16).toString(16)).join("");
  }

  word(): string {
    return WORDS[this.next(WORDS.length)] as string;
  }

  words(count: number): string {
    return Array.from({ length: count }, () => this.word()).join(" ");
  }
}

const WORDS =
  "account address amount article basket button cache cart checkout client column config connection cookie customer database deadline delivery device discount document email endpoint error event field filter handler header image index invoice item key label language ledger level link list login message method module name network number object order page parser password payment picture price product profile promise query queue reader receipt record region request response result route screen search server service session shipping signal socket status store stream string table task template theme thread ticket timeout token total transfer update upload user value vendor version view wallet window worker".split(
    " ",
  );

/** Where all traffic goes. */
export const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
export const PROJECT_ID = 42;

/** An SDK's request with an envelope as body. */
export function envelopeRequest(
  port: number,
  body: Buffer,
  options: { readonly gzip?: boolean } = {},
): Buffer {
  const request: RawRequest = {
    method: "POST",
    target: `/api/${PROJECT_ID}/envelope/`,
    headers: [
      ["x-sentry-auth", `Sentry sentry_version=7, sentry_key=${KEY}, sentry_client=sentry.python/2.42.0`],
      ["content-type", "application/x-sentry-envelope"],
      ["user-agent", "sentry.python/2.42.0"],
      ["accept-encoding", "identity"],
      ...(options.gzip ? [["content-encoding", "gzip"] as const] : []),
    ],
    body: options.gzip ? gzipSync(body) : body,
  };
  return serialiseRequest(request, `127.0.0.1:${port}`);
}

/** One envelope of one or more items, each `[type, payload]`. */
export function envelopeOf(
  id: string,
  ...items: readonly (readonly [type: string, payload: unknown])[]
): Buffer {
  const lines = items.flatMap(([type, payload]) => {
    const text = JSON.stringify(payload);
    return [JSON.stringify({ type, length: Buffer.byteLength(text) }), text];
  });
  const header = {
    event_id: id,
    sent_at: "2026-11-24T10:00:00.000Z",
    sdk: { name: "sentry.python", version: "2.42.0" },
  };
  return Buffer.from(`${[JSON.stringify(header), ...lines].join("\n")}\n`);
}
