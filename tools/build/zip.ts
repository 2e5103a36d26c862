import { crc32, deflateRawSync } from "node:zlib";

export interface ZipEntry {
  /** Forward slashes, no leading one. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable?: boolean;
}

/** 1980-01-01 00:00, the earliest a zip can say: the same input gives the same archive. */
const DOS_DATE = 0x21;
const UNIX = 3;
const DEFLATED = 8;
const REGULAR_FILE = 0o100000;

/** Writes a zip archive with Unix permissions, which Lambda keeps; entries below 4 GB each. */
export function writeZip(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.path);
    const packed = deflateRawSync(entry.content, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed to extract
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(entry.content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name]);
    const mode = REGULAR_FILE | (entry.executable ? 0o755 : 0o644);
    const rest = Buffer.alloc(16);
    rest.writeUInt32LE((mode << 16) >>> 0, 8);
    rest.writeUInt32LE(offset, 12);
    const madeBy = Buffer.from([20, UNIX]);
    directory.push(
      Buffer.concat([Buffer.from("PK\x01\x02", "latin1"), madeBy, common, rest.subarray(2), name]),
    );
    parts.push(local, packed);
    offset += local.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}
