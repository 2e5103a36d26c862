import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { checkEvent } from "../../event/check.ts";
import { EventDocument } from "../../event/document.ts";
import { finishEvent } from "../../event/finish.ts";
import { parsePiiConfig } from "../pii-config.ts";
import { scrubEvent } from "../scrub-event.ts";
import { Scrubber } from "../scrubber.ts";

/** An event after one config was carried out on it: read, scrubbed and written, and nothing else. */
export function scrubJson(event: string, config: unknown): string {
  const parsed = parsePiiConfig(JSON.stringify(config));
  if (!parsed.ok) throw new Error(parsed.error);
  const document = EventDocument.parse(utf8Bytes(event));
  if (!document.ok) throw new Error("the event is no JSON");
  checkEvent(document.value, { constrained: false });
  scrubEvent(document.value, new Scrubber(parsed.value));
  finishEvent(document.value);
  return document.value.toText();
}
