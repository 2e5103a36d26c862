/** The text part of a client's request. */
import type { Fault } from "../../base/fault.ts";
import type { HttpClientRequest, HttpHeaders } from "../http.ts";
import { clientFault } from "./client-fault.ts";
import type { Target } from "./client-target.ts";
import { headerBlock } from "./http-response.ts";

export interface ClientHead {
  /** Ends with the empty line. */
  readonly text: string;
  /** We asked for gzip ourselves and so must undo it. */
  readonly inflates: boolean;
}

const METHOD = /^[A-Z]+$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** Framing and connection are ours. */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "transfer-encoding",
  "content-length",
  "keep-alive",
]);
const CHUNKED = "transfer-encoding: chunked\r\n";
const NONE: HttpHeaders = [];

/** @param via the proxy that is asked for the whole URL, where there is one */
export function clientHead(
  request: HttpClientRequest,
  { origin, path }: Target,
  via: { readonly authorization: string | undefined } | undefined,
): ClientHead | Fault {
  const { method, headers = NONE, body } = request;
  if (!METHOD.test(method)) return clientFault("PROTOCOL", "the method is not one of HTTP");
  const given = knownHeaders.get(headers) ?? readHeaders(headers);
  if ("code" in given) return given;
  const inflates = !given.hasEncoding && request.stream !== true;
  const start =
    via === undefined ? `${method} ${path} HTTP/1.1\r\n` : `${method} ${origin.key}${path} HTTP/1.1\r\n`;
  const host = given.hasHost ? "" : `host: ${origin.hostHeader}\r\n`;
  const encoding = inflates ? "accept-encoding: gzip\r\n" : "";
  const proxy = via?.authorization === undefined ? "" : `proxy-authorization: ${via.authorization}\r\n`;
  return {
    text: `${start}${host}${encoding}${proxy}${framing(method, body, given)}${given.block}\r\n`,
    inflates,
  };
}

function framing(method: string, body: HttpClientRequest["body"], { announced }: GivenHeaders): string {
  if (body instanceof Uint8Array) return `content-length: ${body.length}\r\n`;
  if (body !== undefined) return announced === undefined ? CHUNKED : `content-length: ${announced}\r\n`;
  return method === "POST" || method === "PUT" ? "content-length: 0\r\n" : "";
}

/** What a caller's list of headers comes to. */
interface GivenHeaders {
  readonly block: string;
  readonly hasHost: boolean;
  readonly hasEncoding: boolean;
  /** Its `content-length`. */
  readonly announced: string | undefined;
}

/** Lists that never change: many requests are sent with the same. */
const knownHeaders = new WeakMap<HttpHeaders, GivenHeaders>();

function readHeaders(headers: HttpHeaders): GivenHeaders | Fault {
  let hasHost = false;
  let hasEncoding = false;
  let announced: string | undefined;
  for (const [name, value] of headers) {
    if (name === "host") hasHost = true;
    else if (name === "accept-encoding") hasEncoding = true;
    else if (name === "content-length") announced = value;
    if (!HEADER_NAME.test(name))
      return clientFault("PROTOCOL", "a header's name is not lower-case or not one of HTTP");
  }
  let block: string;
  try {
    block = headerBlock(headers, OURS).text;
  } catch (error) {
    return clientFault("PROTOCOL", "a header's value holds a line break", error);
  }
  const given = { block, hasHost, hasEncoding, announced };
  if (Object.isFrozen(headers)) knownHeaders.set(headers, given);
  return given;
}
