/** What node:net has too; loading that costs 2 ms of every start. */

const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-f]{1,4}$/i;
const GROUPS = 8;

/** 4 or 6 for an IP address without zone, else 0. */
export function ipFamily(text: string): 0 | 4 | 6 {
  if (isIpv4(text)) return 4;
  return isIpv6(text) ? 6 : 0;
}

function isIpv4(text: string): boolean {
  const octets = text.split(".");
  return octets.length === 4 && octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255);
}

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || !text.includes(":")) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const endsInIpv4 = isIpv4(last) && !text.endsWith("::");
  const hex = endsInIpv4 ? groups.slice(0, -1) : groups;
  const count = hex.length + (endsInIpv4 ? 2 : 0);
  return hex.every((group) => GROUP.test(group)) && (halves.length === 2 ? count < GROUPS : count === GROUPS);
}
