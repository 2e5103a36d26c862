import { ipFamily } from "../../kernel/base/ip-address.ts";

/** A block of IP addresses. */
interface IpNet {
  readonly bytes: Uint8Array;
  readonly prefixBits: number;
}

/** Blocks and single addresses of which an address may be in any. What cannot be read is left out. */
export class IpNets {
  readonly #nets: readonly IpNet[];

  constructor(texts: readonly string[]) {
    this.#nets = texts.flatMap((text) => parseNet(text) ?? []);
  }

  get isEmpty(): boolean {
    return this.#nets.length === 0;
  }

  /** @param address an IP address; anything else is in no block */
  contains(address: string): boolean {
    if (this.#nets.length === 0) return false;
    const bytes = ipBytes(address);
    return bytes !== undefined && this.#nets.some((net) => isInside(bytes, net));
  }
}

function parseNet(text: string): IpNet | undefined {
  const slash = text.indexOf("/");
  const bytes = ipBytes(slash < 0 ? text : text.slice(0, slash));
  if (bytes === undefined) return undefined;
  if (slash < 0) return { bytes, prefixBits: bytes.length * 8 };
  const digits = text.slice(slash + 1);
  const prefixBits = Number(digits);
  return /^\d{1,3}$/.test(digits) && prefixBits <= bytes.length * 8 ? { bytes, prefixBits } : undefined;
}

function isInside(address: Uint8Array, { bytes, prefixBits }: IpNet): boolean {
  if (address.length !== bytes.length) return false;
  const whole = prefixBits >> 3;
  for (let at = 0; at < whole; at++) if (address[at] !== bytes[at]) return false;
  const rest = prefixBits & 7;
  return rest === 0 || ((address[whole] as number) ^ (bytes[whole] as number)) >> (8 - rest) === 0;
}

/** 4 or 16 bytes. */
function ipBytes(text: string): Uint8Array | undefined {
  const family = ipFamily(text);
  if (family === 0) return undefined;
  if (family === 4) return Uint8Array.from(text.split("."), Number);
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(text);
  const hex = dotted === null ? text : text.slice(0, dotted.index) + dottedAsGroups(dotted);
  const [head = "", tail] = hex.split("::");
  const [first, last] = [groups(head), groups(tail ?? "")];
  const bytes = new Uint8Array(16);
  first.forEach((group, at) => void put(bytes, at, group));
  last.forEach((group, at) => void put(bytes, 8 - last.length + at, group));
  return bytes;
}

function dottedAsGroups([, a, b, c, d]: RegExpExecArray): string {
  const group = (high = "0", low = "0"): string => ((Number(high) << 8) | Number(low)).toString(16);
  return `${group(a, b)}:${group(c, d)}`;
}

function groups(text: string): readonly number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

function put(bytes: Uint8Array, group: number, value: number): void {
  bytes[group * 2] = value >> 8;
  bytes[group * 2 + 1] = value & 0xff;
}
