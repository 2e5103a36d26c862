import { formatRfc3339 } from "../../protocol/rfc3339.ts";

const NANOS = 1e9;
const MICROS = 1e6;

/** As errors in `_meta` tell a time: RFC 3339, UTC as an offset. */
export function timeText(seconds: number): string {
  return formatRfc3339(instantOf(seconds)).replace(/Z$/, "+00:00");
}

/** For people. */
export function plainTimeText(seconds: number): string {
  return formatRfc3339(instantOf(seconds)).replace("T", " ").replace(/Z$/, " UTC");
}

function instantOf(seconds: number): { seconds: number; nanos: number } {
  const micros = Math.round(seconds * MICROS);
  const whole = Math.floor(micros / MICROS);
  return { seconds: whole, nanos: Math.round(((micros - whole * MICROS) * NANOS) / MICROS) };
}
