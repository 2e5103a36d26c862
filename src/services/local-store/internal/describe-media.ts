import {
  asArray,
  asNumber,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../kernel/base/loose-json.ts";
import { describeCommon } from "./describe-event.ts";
import type { Description } from "./description.ts";
import { counted } from "./wording.ts";

/** A session replay: its event, or a segment of its recording. */
export function describeReplay(type: string, parsed: unknown, header: LooseObject): Description {
  const replay = asObject(parsed);
  const segment = asNumber(replay.segment_id);
  const urls = asArray(replay.urls).map(asText);
  const errors = asArray(replay.error_ids).length;
  const what = type === "replay_recording" ? "Replay recording" : "Replay";
  return {
    ...(type === "replay_event" ? describeCommon(replay) : { platform: asText(header.platform) }),
    title: segment === undefined ? what : `${what}, segment ${segment}`,
    subtitle: [urls[0] ?? "", errors > 0 ? counted(errors, "error") : ""].filter((s) => s !== "").join(" · "),
    level: "info",
    eventId: asText(replay.replay_id),
    words: urls,
  };
}

export function describeProfile(parsed: unknown): Description {
  const profile = asObject(parsed);
  const transaction = asObject(profile.transaction ?? asArray(profile.transactions)[0]);
  const samples = asArray(asObject(profile.profile).samples).length;
  return {
    ...describeCommon(profile),
    title: `Profile of ${firstText(transaction.name, profile.transaction_name, "a transaction")}`,
    subtitle: samples > 0 ? counted(samples, "sample") : "",
    level: "info",
    traceId: firstText(transaction.trace_id, profile.trace_id),
  };
}

export function describeProfileChunk(parsed: unknown): Description {
  const chunk = asObject(parsed);
  const samples = asArray(asObject(chunk.profile).samples).map(asObject);
  const from = asNumber(samples[0]?.timestamp);
  const to = asNumber(samples[samples.length - 1]?.timestamp);
  const length = from === undefined || to === undefined ? "" : `${(to - from).toFixed(1)} s`;
  const sdk = asObject(chunk.client_sdk);
  return {
    title: "Profile chunk",
    subtitle: [counted(samples.length, "sample"), length].filter((s) => s !== "").join(" · "),
    level: "info",
    platform: asText(chunk.platform),
    sdk: [asText(sdk.name), asText(sdk.version)].filter((s) => s !== "").join("/"),
    release: asText(chunk.release),
    environment: asText(chunk.environment),
    eventId: asText(chunk.chunk_id),
  };
}

const ATTACHMENT_TITLES: Readonly<Record<string, string>> = {
  "event.minidump": "Minidump",
  "event.applecrashreport": "Apple crash report",
  "event.view_hierarchy": "View hierarchy",
  "event.payload": "Event payload",
  "event.breadcrumbs": "Breadcrumbs",
  "unreal.context": "Unreal context",
  "unreal.logs": "Unreal log",
  "playstation.prosperodump": "PlayStation dump",
  "nswitch.dying_message": "Switch dying message",
};

/** A file of any kind, told by its headers alone. */
export function describeAttachment(type: string, header: LooseObject): Description {
  if (type === "unreal_report") return { title: "Unreal crash report", level: "fatal" };
  if (type === "replay_video") return { title: "Replay video", level: "info" };
  const kind = asText(header.attachment_type);
  const filename = asText(header.filename);
  const crash = kind === "event.minidump" || kind === "event.applecrashreport";
  return {
    title: firstText(filename, ATTACHMENT_TITLES[kind], "Attachment"),
    subtitle: [filename === "" ? "" : (ATTACHMENT_TITLES[kind] ?? ""), asText(header.content_type)]
      .filter((s) => s !== "")
      .join(" · "),
    level: crash ? "fatal" : "info",
    words: [filename, kind],
  };
}
