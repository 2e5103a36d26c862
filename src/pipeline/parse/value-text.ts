import { kindOf } from "../../kernel/base/json-scan.ts";

/** `integer `5``, `string "x"`: how a client is told what it sent where something else was expected. */
export function valueText(json: string): string {
  switch (kindOf(json.charCodeAt(0))) {
    case "string":
      return `string ${json}`;
    case "object":
      return "map";
    case "array":
      return "sequence";
    case "null":
      return "null";
    case "boolean":
      return `boolean \`${json}\``;
    case "number":
      return /^-?\d+$/.test(json) ? `integer \`${json}\`` : `floating point \`${json}\``;
  }
}
