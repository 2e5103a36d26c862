import { firstText, type LooseObject } from "../../kernel/base/loose-json.ts";
import type { CapturedItem, Fate } from "./capture.ts";
import { describe } from "./internal/describe.ts";
import { parseJson, sdkName, shorten } from "./internal/wording.ts";

/** What a payload says about itself, as far as a row of the feed shows it. */
export interface Summary {
  readonly title: string;
  /** A second line: culprit, operation, address. */
  readonly subtitle: string;
  /** `fatal`, `error`, `warning`, `info`, `debug`, or empty. */
  readonly level: string;
  /** Things inside, for containers such as logs; else 1. */
  readonly count: number;
  readonly platform: string;
  readonly sdk: string;
  readonly release: string;
  readonly environment: string;
  readonly traceId: string;
  readonly eventId: string;
  /** In place of the item's own fate: what a client report tells of others'. */
  readonly fate?: Fate;
  /** What full-text search looks at. */
  readonly text: string;
}

/** Payloads above this are summarised by their headers alone. */
const MAX_PARSED_BYTES = 4 * 1024 * 1024;
const MAX_TITLE = 200;
const MAX_TEXT = 2_000;

export interface SummaryInput {
  readonly item: Pick<CapturedItem, "type" | "header">;
  readonly payload: Uint8Array;
  readonly envelopeHeader: LooseObject;
  readonly client: string;
}

/** Describes one item for the feed. Never throws, whatever the bytes are. */
export function summarize({ item, payload, envelopeHeader, client }: SummaryInput): Summary {
  const trace = envelopeHeader.trace;
  const parsed = isBinary(item.type) ? undefined : parseJson(payload, MAX_PARSED_BYTES);
  const told = describe(item.type, parsed, item.header, payload);
  const dsc = typeof trace === "object" && trace !== null ? (trace as LooseObject) : {};
  const sdk = envelopeHeader.sdk;
  return {
    title: shorten(told.title === "" ? item.type : told.title, MAX_TITLE),
    subtitle: shorten(told.subtitle ?? "", MAX_TITLE),
    level: told.level ?? "",
    count: told.count ?? 1,
    platform: shorten(told.platform ?? firstText(item.header.platform), 40),
    sdk: shorten(firstText(told.sdk, sdkName(sdk), client), 80),
    release: shorten(firstText(told.release, dsc.release), 200),
    environment: shorten(firstText(told.environment, dsc.environment), 64),
    traceId: hexId(firstText(told.traceId, dsc.trace_id)),
    eventId: hexId(firstText(told.eventId, envelopeHeader.event_id)),
    ...(told.fate === undefined ? {} : { fate: told.fate }),
    text: searchText(told.words ?? []),
  };
}

/** Types whose payload is never one JSON document. */
function isBinary(type: string): boolean {
  return type === "attachment" || type === "replay_video" || type === "unreal_report" || type === "form_data";
}

function hexId(id: string): string {
  return id.replaceAll("-", "").toLowerCase().slice(0, 32);
}

function searchText(words: readonly string[]): string {
  let text = "";
  for (const word of words) {
    if (word === "") continue;
    text += `${word.slice(0, 400)}\n`;
    if (text.length >= MAX_TEXT) break;
  }
  return text.slice(0, MAX_TEXT);
}
