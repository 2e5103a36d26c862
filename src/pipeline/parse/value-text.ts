import { floatText } from "../../domain/protocol/float-text.ts";
import { kindOf } from "../../kernel/base/json-object.ts";

/** Of what a client sent, to be told back. */
const MAX_QUOTED = 1000;
const U64_MAX = 18446744073709551615n;

/** `integer `5``, `string "x"`: how a client is told what it sent where something else was expected. */
export function valueText(json: string): string {
  switch (kindOf(json.charCodeAt(0))) {
    case "string":
      return `string ${json.length > MAX_QUOTED ? `${json.slice(0, MAX_QUOTED)}…` : json}`;
    case "object":
      return "map";
    case "array":
      return "sequence";
    case "null":
      return "null";
    case "boolean":
      return `boolean \`${json}\``;
    case "number":
      return isInteger(json) ? `integer \`${json}\`` : `floating point \`${floatText(Number(json))}\``;
  }
}

/** What is wrong with a value that is no whole number of the wanted size. */
export function notAnInteger(json: string, wanted: string): string {
  return `invalid ${isInteger(json) ? "value" : "type"}: ${valueText(json)}, expected ${wanted}`;
}

/** Beyond 64 bits a number is a float to JSON readers that have integers. */
function isInteger(json: string): boolean {
  return /^-?\d{1,19}$/.test(json) || (/^\d{20}$/.test(json) && BigInt(json) <= U64_MAX);
}
