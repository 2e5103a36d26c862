import { quote, unsignedFrom } from "../../domain/protocol/header-fields.ts";
import { canonicalIp } from "../../domain/protocol/ip.ts";
import { type ClientHints, PROTOCOL_VERSION, type RequestMeta } from "../../domain/protocol/request-meta.ts";
import { JsonObject } from "../../kernel/base/json-object.ts";
import { canonicalOrigin } from "./origin.ts";
import { notAnInteger, valueText } from "./value-text.ts";

/** Request data that an envelope header brings along. */
export interface MetaDraft {
  client?: string;
  version?: number;
  origin?: string;
  remoteAddr?: string;
  forwardedFor?: string;
  userAgent?: string;
  clientHints?: ClientHints;
  noCache?: boolean;
}

type HintKey = keyof ClientHints;
/** In wire order. */
const HINT_KEYS: readonly HintKey[] = [
  "sec_ch_ua_platform",
  "sec_ch_ua_platform_version",
  "sec_ch_ua",
  "sec_ch_ua_model",
];
const U16_MAX = 0xffff;
const hintReader = new JsonObject();

/** Members of the envelope header that are about the request. */
export const META_KEYS = [
  "client",
  "version",
  "origin",
  "remote_addr",
  "forwarded_for",
  "user_agent",
  "client_hints",
  "no_cache",
] as const;

/**
 * Takes one member of the envelope header into the draft.
 * @param text the value when it is a string
 * @returns what is wrong with it, or `undefined`
 */
export function readMetaField(
  draft: MetaDraft,
  key: string,
  text: string | undefined,
  member: JsonObject,
  bytes: Uint8Array,
): string | undefined {
  switch (key) {
    case "version": {
      const version = unsignedFrom(member.raw(), U16_MAX);
      if (version === undefined) return notAnInteger(member.raw(), "u16");
      draft.version = version;
      return undefined;
    }
    case "no_cache":
      if (member.kind() !== "boolean") return `invalid type: ${valueText(member.raw())}, expected a boolean`;
      draft.noCache = member.raw() === "true";
      return undefined;
    case "client_hints":
      return readHints(draft, member, bytes);
    default:
      if (text !== undefined) return readText(draft, key, text);
      if (member.isNull() && key !== "forwarded_for") return undefined;
      return `invalid type: ${valueText(member.raw())}, expected a string`;
  }
}

function readText(draft: MetaDraft, key: string, text: string): string | undefined {
  switch (key) {
    case "client":
      draft.client = text;
      return undefined;
    case "user_agent":
      draft.userAgent = text;
      return undefined;
    case "forwarded_for":
      draft.forwardedFor = text;
      return undefined;
    case "remote_addr": {
      const ip = canonicalIp(text);
      if (ip === undefined) return "invalid IP address syntax";
      draft.remoteAddr = ip;
      return undefined;
    }
    default: {
      const origin = canonicalOrigin(text);
      if (origin === undefined) return `relative URL without a base: ${quote(text)}`;
      draft.origin = origin;
      return undefined;
    }
  }
}

/** What the request said, overridden by what the envelope header says. */
export function mergeMeta(request: RequestMeta, header: MetaDraft): RequestMeta {
  return {
    ...request,
    client: header.client ?? request.client,
    version:
      header.version !== undefined && header.version !== PROTOCOL_VERSION ? header.version : request.version,
    origin: header.origin ?? request.origin,
    remoteAddr: header.remoteAddr ?? request.remoteAddr,
    forwardedFor: header.forwardedFor || request.forwardedFor,
    userAgent: header.userAgent ?? request.userAgent,
    clientHints: header.clientHints ?? request.clientHints,
    noCache: header.noCache === true || request.noCache,
  };
}

/** Once one is known, all are written. */
export function wireClientHints(hints: ClientHints): object {
  return Object.fromEntries(HINT_KEYS.map((key) => [key, hints[key] ?? null]));
}

function readHints(draft: MetaDraft, member: JsonObject, bytes: Uint8Array): string | undefined {
  if (!hintReader.enter(bytes, member.valueStart, member)) {
    return `invalid type: ${valueText(member.raw())}, expected struct ClientHints`;
  }
  const hints: { -readonly [K in HintKey]?: string } = {};
  const seen = new Set<string>();
  while (hintReader.next() && hintReader.skip()) {
    const key = hintReader.key() as HintKey;
    if (!HINT_KEYS.includes(key)) continue;
    if (seen.has(key)) return `duplicate field \`${key}\``;
    seen.add(key);
    const text = hintReader.string();
    if (text !== undefined) hints[key] = text;
    else if (!hintReader.isNull()) return `invalid type: ${valueText(hintReader.raw())}, expected a string`;
  }
  if (Object.keys(hints).length > 0) draft.clientHints = hints;
  return undefined;
}
