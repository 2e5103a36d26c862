const V4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const V6_CHARACTERS = /^[0-9a-fA-F:.]{2,45}$/;
const V4_MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;

/** An IP address in canonical spelling; `undefined` when it is none (a zone or a port makes it none). */
export function canonicalIp(text: string): string | undefined {
  if (V4.test(text)) return text;
  if (!V6_CHARACTERS.test(text) || !text.includes(":")) return undefined;
  const host = URL.parse(`http://[${text}]/`)?.hostname;
  if (host === undefined) return undefined;
  const mapped = V4_MAPPED.exec(host);
  return mapped === null
    ? host.slice(1, -1)
    : `::ffff:${dotted(mapped[1] as string)}.${dotted(mapped[2] as string)}`;
}

function dotted(hex: string): string {
  const value = Number.parseInt(hex, 16);
  return `${value >> 8}.${value & 0xff}`;
}
