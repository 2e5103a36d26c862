/** Writes a value as MessagePack, in long forms only: enough for tests. */
export function msgpack(value: unknown): Buffer {
  if (value === null) return Buffer.of(0xc0);
  if (typeof value === "boolean") return Buffer.of(value ? 0xc3 : 0xc2);
  if (typeof value === "bigint") return numbered(0xcf, 8, (bytes) => bytes.writeBigUInt64BE(value, 1));
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) return numbered(0xcb, 8, (bytes) => bytes.writeDoubleBE(value, 1));
    if (value >= 0 && value < 2 ** 32) return numbered(0xce, 4, (bytes) => bytes.writeUInt32BE(value, 1));
    return numbered(0xd3, 8, (bytes) => bytes.writeBigInt64BE(BigInt(value), 1));
  }
  if (typeof value === "string") {
    const text = Buffer.from(value);
    return Buffer.concat([headed(0xdb, text.length), text]);
  }
  if (value instanceof Uint8Array) return Buffer.concat([headed(0xc6, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([headed(0xdd, value.length), ...value.map(msgpack)]);
  const members = Object.entries(value as object);
  return Buffer.concat([headed(0xdf, members.length), ...members.flat().map(msgpack)]);
}

function headed(marker: number, length: number): Buffer {
  return numbered(marker, 4, (bytes) => bytes.writeUInt32BE(length, 1));
}

function numbered(marker: number, size: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(1 + size, marker);
  write(bytes);
  return bytes;
}
