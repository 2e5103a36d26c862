import { createHash } from "node:crypto";
import { encodeFormData, type FormFields } from "../../../../src/pipeline/parse/form-data.ts";
import type { RawRequest } from "../../../support/raw-client.ts";
import { envelope, post, type Slot, sentryAuth } from "../../case.ts";
import { EVENT_ID } from "../case.ts";

/** One request that brings an event, of whatever kind, and what its project is like. */
export interface SourceCase {
  /** Unique; `source: what`. */
  readonly name: string;
  readonly request: (slot: Slot) => RawRequest;
  readonly config?: Readonly<Record<string, unknown>>;
}

/** Header without its length, and payload: JSON unless it is text or bytes. */
export type SourcePart = readonly [header: Readonly<Record<string, unknown>>, payload: unknown];

/** A key of the case's own. */
export function keyOf({ name }: SourceCase): string {
  return createHash("md5").update(name).digest("hex");
}

/** The parts in one envelope. */
export function inEnvelope(
  name: string,
  parts: readonly SourcePart[],
  config?: SourceCase["config"],
): SourceCase {
  const items = parts.map(([header, payload]) => {
    const isRaw = typeof payload === "string" || payload instanceof Uint8Array;
    const bytes = Buffer.from(isRaw ? payload : JSON.stringify(payload));
    return [{ ...header, length: bytes.length }, bytes] as const;
  });
  return {
    name,
    request: (slot) =>
      post(`/api/${slot.project}/envelope/`, envelope({ event_id: EVENT_ID }, ...items), sentryAuth(slot), [
        "user-agent",
        "Mozilla/5.0 test",
      ]),
    ...(config === undefined ? {} : { config }),
  };
}

export function attachment(kind: string | undefined, payload: string | Uint8Array): SourcePart {
  return [{ type: "attachment", ...(kind === undefined ? {} : { attachment_type: kind }) }, payload];
}

export function formData(...fields: FormFields): SourcePart {
  return [{ type: "form_data" }, encodeFormData(fields)];
}

export const MINIDUMP = attachment("event.minidump", "MDMP....");
export const EVENT: SourcePart = [{ type: "event" }, { message: "hi" }];
export const USER_REPORT: SourcePart = [{ type: "user_report" }, { event_id: EVENT_ID, name: "n" }];
