import { queryPairs } from "./query.ts";

/** Where an upload goes on: what the query of its location says. */
export interface UploadParams {
  /** Bytes of the whole, when they were announced. */
  readonly length: number | undefined;
  /** Uploads that have one may come in several parts. */
  readonly id: string | undefined;
  /** Further `upload_*` parameters, decoded: they are covered by the signature. */
  readonly others: readonly (readonly [name: string, value: string])[];
  readonly signature: string;
}

/** Reads the query of an upload location. The error is the reference's text. */
export function parseUploadParams(query: string): UploadParams | string {
  let length: number | undefined;
  let id: string | undefined;
  let signature: string | undefined;
  const others: [string, string][] = [];
  for (const [name, value] of queryPairs(query)) {
    if (name === "upload_length" || name === "length") {
      const read = unsigned(value);
      if (read === undefined) return `${name}: invalid digit found in string`;
      length = read;
    } else if (name === "upload_signature" || name === "signature") signature = value;
    else if (name === "upload_id") id = value;
    else if (name.startsWith("upload_")) others.push([name, value]);
  }
  return signature === undefined ? "missing field `upload_signature`" : { length, id, others, signature };
}

/** The query of a location, the signature last. */
export function uploadQuery({ length, id, others, signature }: UploadParams): string {
  const pairs = [
    ...(length === undefined ? [] : [["upload_length", String(length)] as const]),
    ...(id === undefined ? [] : [["upload_id", id] as const]),
    ...others,
    ["upload_signature", signature] as const,
  ];
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
}

const LOCATION = /^(?:https?:\/\/[^/]*)?\/api\/(\d+)\/upload\/([^/?]+)\/\?([^#]*)$/;

/** An upstream's `Location`, as it is passed on: relative, and with nothing in it that is not an upload's. */
export function uploadLocation(location: string): string | undefined {
  const [, project, key, query = ""] = LOCATION.exec(location) ?? [];
  const params = parseUploadParams(query);
  return project === undefined || typeof params === "string"
    ? undefined
    : `/api/${project}/upload/${key}/?${uploadQuery(params)}`;
}

/** What `Upload-Metadata` says of a file; the error is the reference's text. */
export type UploadMetadata = { readonly attachmentType: string | undefined } | { readonly error: string };

/** Reads the `sentry` entry of `Upload-Metadata`: base64 of a JSON object. */
export function parseUploadMetadata(header: string): UploadMetadata {
  const entry = header
    .split(",")
    .map((part) => part.trim().split(/\s+/))
    .find(([name]) => name === "sentry");
  if (entry === undefined) return { attachmentType: undefined };
  const encoded = entry[1] ?? "";
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) {
    return { error: "invalid base64 in `sentry` Upload-Metadata value" };
  }
  try {
    const value = JSON.parse(Buffer.from(encoded, "base64").toString()) as {
      attachment_type?: unknown;
    } | null;
    const type = value?.attachment_type;
    return { attachmentType: typeof type === "string" ? type : undefined };
  } catch {
    return { error: "invalid JSON in `sentry` Upload-Metadata value" };
  }
}

/** A header that holds an unsigned number. */
export function unsigned(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}
