import { isJsonObject, type JsonValue, memberOf, setMember } from "../../kernel/base/json/value.ts";
import { scrubTextsAt } from "./scrub-json.ts";
import type { Scrubber } from "./scrubber.ts";

/** Kind of the events of a recording that hold what an SDK has noted, not what the page looked like. */
const CUSTOM_EVENT = 5;

/** Carries configs out on the events of a recording, in place: on what an SDK has noted, and on nothing else. */
export function scrubRecording(events: readonly JsonValue[], scrubbers: readonly Scrubber[]): void {
  for (const event of events) {
    if (!isJsonObject(event) || memberOf(event, "type") !== CUSTOM_EVENT) continue;
    const data = memberOf(event, "data");
    const payload = isJsonObject(data) ? memberOf(data, "payload") : undefined;
    if (!isJsonObject(payload)) continue;
    for (const key of ["description", "data"]) {
      const value = memberOf(payload, key);
      if (value === undefined) continue;
      let scrubbed = value;
      for (const scrubber of scrubbers) scrubbed = scrubTextsAt(scrubbed, ["data", "payload", key], scrubber);
      setMember(payload, key, scrubbed);
    }
  }
}
