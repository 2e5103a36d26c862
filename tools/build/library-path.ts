/**
 * On Lambda `LD_LIBRARY_PATH` is set for everybody, and names folders of the function and its layers: a `libm.so.6` in there would
 * be loaded into our process. The dynamic linker looks into an executable's `DT_RPATH` before it looks there, and an
 * entry for it is to be had: `DT_HASH` tells the same as `DT_GNU_HASH`, which every glibc since 2.5 prefers. The text takes the
 * place of a name that the executable exports for native add-ons, and that nobody looks up.
 */

const DT_HASH = 4n;
const DT_STRTAB = 5n;
const DT_SYMTAB = 6n;
const DT_STRSZ = 10n;
const DT_RPATH = 15n;
const DT_RUNPATH = 29n;
const DT_GNU_HASH = 0x6ffffef5n;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const SYMBOL_BYTES = 24;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly size: number;
}

/** Where the system's own libraries lie: Amazon Linux, and the distributions of other container images. */
export function systemLibraries(architecture: "x64" | "arm64"): string {
  const triplet = architecture === "x64" ? "x86_64-linux-gnu" : "aarch64-linux-gnu";
  return `/lib64:/usr/lib64:/lib/${triplet}:/usr/lib/${triplet}`;
}

/** Makes an ELF executable look for its libraries in `folders` first, in place. Throws when it has no room for that. */
export function setLibraryPath(file: Uint8Array, folders: string): void {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const segments = readSegments(bytes);
  const at = (address: bigint): number => {
    const home = segments.find(
      ({ type, address: start, size }) =>
        type === PT_LOAD && address >= start && address < start + BigInt(size),
    );
    if (!home) throw new Error("an address of the dynamic section lies in no segment");
    return home.offset + Number(address - home.address);
  };
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (!dynamic) throw new Error("the executable is not linked dynamically");
  const entries = new Map<bigint, number>();
  for (let entry = dynamic.offset; entry < dynamic.offset + dynamic.size; entry += 16)
    entries.set(bytes.readBigUInt64LE(entry), entry);
  const hash = entries.get(DT_HASH);
  if (hash === undefined || !entries.has(DT_GNU_HASH))
    throw new Error("no entry of the dynamic section is free");
  if (entries.has(DT_RPATH) || entries.has(DT_RUNPATH))
    throw new Error("the executable has a library path already");
  const value = (tag: bigint): bigint => bytes.readBigUInt64LE((entries.get(tag) ?? Number.NaN) + 8);

  const symbols = at(value(DT_SYMTAB));
  // The second word of the old table says how many there are.
  const count = bytes.readUInt32LE(at(value(DT_HASH)) + 4);
  const names = at(value(DT_STRTAB));
  const place = roomFor(folders, {
    names: bytes.subarray(names, names + Number(value(DT_STRSZ))),
    offsets: Array.from({ length: count }, (_, n) => bytes.readUInt32LE(symbols + n * SYMBOL_BYTES)),
  });
  bytes.write(`${folders}\0`, names + place, "latin1");
  bytes.writeBigUInt64LE(DT_RPATH, hash);
  bytes.writeBigUInt64LE(BigInt(place), hash + 8);
}

function readSegments(bytes: Buffer): readonly Segment[] {
  const is64BitLittleEndian = bytes.readUInt32BE(0) === 0x7f454c46 && bytes[4] === 2 && bytes[5] === 1;
  if (!is64BitLittleEndian) throw new Error("not a 64-bit little-endian ELF file");
  const table = Number(bytes.readBigUInt64LE(32));
  const entryBytes = bytes.readUInt16LE(54);
  return Array.from({ length: bytes.readUInt16LE(56) }, (_, n) => {
    const header = table + n * entryBytes;
    return {
      type: bytes.readUInt32LE(header),
      offset: Number(bytes.readBigUInt64LE(header + 8)),
      address: bytes.readBigUInt64LE(header + 16),
      size: Number(bytes.readBigUInt64LE(header + 32)),
    };
  });
}

/** Offset of a mangled C++ name of V8's interface for add-ons, long enough and used by one symbol alone. */
function roomFor(
  text: string,
  { names, offsets }: { readonly names: Buffer; readonly offsets: readonly number[] },
): number {
  for (const offset of offsets) {
    const end = names.indexOf(0, offset);
    if (end - offset < text.length || names.toString("latin1", offset, offset + 6) !== "_ZN2v8") continue;
    if (offsets.every((other) => other === offset || other <= offset || other > end)) return offset;
  }
  throw new Error("no exported name is long enough for the library path");
}
