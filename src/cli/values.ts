/** Checks of values on the command line; each says what is wrong in the reference's words. */
import { ipFamily } from "../kernel/base/ip-address.ts";

export function checkPort(text: string): string | undefined {
  if (!/^\d+$/.test(text))
    return text === "" ? "cannot parse integer from empty string" : "invalid digit found in string";
  return Number(text) > 65_535 ? "number too large to fit in target type" : undefined;
}

export function checkWholeNumber(text: string): string | undefined {
  if (text === "") return "cannot parse integer from empty string";
  return /^\+?\d+$/.test(text) ? undefined : "invalid digit found in string";
}

/** `ip:port`, an IPv6 address in brackets. */
export function checkSocketAddress(text: string): string | undefined {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? "";
  const family = match?.[1] === undefined ? 4 : 6;
  return match !== null && ipFamily(host) === family && Number(match[3]) <= 65_535
    ? undefined
    : "invalid socket address syntax";
}
