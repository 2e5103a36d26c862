import { type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import type { Fields, ReadField } from "../../conditions/field.ts";
import { isMissing, objectOf } from "../access.ts";
import { scalarOf } from "../read.ts";

const PLAIN = new Set([
  "exclusive_time",
  "description",
  "op",
  "span_id",
  "parent_span_id",
  "trace_id",
  "status",
  "is_segment",
  "origin",
  "was_transaction",
]);
/** A dot that does not part names is written with a backslash. */
const PARTS = /(?:[^.\\]|\\.)+/g;

/** What conditions can ask of a span. */
export const SPAN_FIELDS: Fields<JsonObject> = {
  field: (path) => {
    if (!path.startsWith("span.")) return undefined;
    const name = path.slice("span.".length);
    if (PLAIN.has(name)) return (span) => scalarOf(span[name]);
    if (name === "duration") return durationOf;
    const dot = name.indexOf(".");
    const rest = name.slice(dot + 1);
    switch (name.slice(0, dot)) {
      case "tags":
        return (span) => scalarOf(objectOf(span.tags)?.[rest]);
      case "sentry_tags":
        return (span) => scalarOf(objectOf(span.sentry_tags)?.[rest]);
      case "data":
        return dataField(rest);
      case "measurements":
        return (span) =>
          numberOf(objectOf(objectOf(span.measurements)?.[rest.replace(/\.value$/, "")])?.value);
      default:
        return undefined;
    }
  },
};

function durationOf(span: JsonObject): number | undefined {
  const start = numberOf(span.start_timestamp);
  const end = numberOf(span.timestamp);
  return start === undefined || end === undefined ? undefined : (end - start) * 1000;
}

/** Attributes, else tags of that name. */
function dataField(path: string): ReadField<JsonObject> {
  const keys = (path.match(PARTS) ?? []).map((part) => part.replace(/\\(.)/g, "$1"));
  return (span) => {
    let value = span.data;
    for (const key of keys) value = objectOf(value)?.[key];
    return scalarOf(isMissing(value) ? objectOf(span.tags)?.[keys.join(".")] : value);
  };
}
