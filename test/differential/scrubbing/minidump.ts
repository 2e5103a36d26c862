/** What a made-up crash dump of ours holds. */
export interface DumpParts {
  readonly stack: Buffer;
  readonly heap: Buffer;
  readonly environ: Buffer;
  readonly commandLine: Buffer;
  readonly codeFile: string;
  readonly debugFile: string;
}

const MDMP = 0x504d444d;
const VERSION = 0xa793;

/** Writes a minidump: a thread whose stack is in the list of memory too, one more piece of memory, a module, two streams of Linux. */
export function minidump(parts: DumpParts): Buffer {
  const writer = new Writer();
  const header = writer.reserve(32);
  const directory = writer.reserve(6 * 12);
  const stack = writer.put(parts.stack);
  const heap = writer.put(parts.heap);
  const environ = writer.put(parts.environ);
  const commandLine = writer.put(parts.commandLine);
  const name = Buffer.from(parts.codeFile, "utf16le");
  const codeFile = writer.put(Buffer.concat([u32(name.length), name, Buffer.alloc(2)]));
  const debugFile = writer.put(
    Buffer.concat([Buffer.from("RSDS"), Buffer.alloc(16, 7), u32(1), Buffer.from(`${parts.debugFile}\0`)]),
  );
  const thread = Buffer.concat([u32(1), Buffer.alloc(20), u64(0x1000), location(stack), Buffer.alloc(8)]);
  const threads = writer.put(Buffer.concat([u32(1), thread]));
  const memory = writer.put(
    Buffer.concat([u32(2), u64(0x1000), location(stack), u64(0x9000), location(heap)]),
  );
  const module = Buffer.concat([
    u64(0x40_0000),
    u32(0x1000),
    Buffer.alloc(8),
    u32(codeFile.rva),
    Buffer.alloc(52),
    location(debugFile),
    Buffer.alloc(24),
  ]);
  const modules = writer.put(Buffer.concat([u32(1), module]));
  const system = writer.put(systemInfo(codeFile.rva));
  const streams = [
    [3, threads],
    [4, modules],
    [5, memory],
    [7, system],
    [0x47670006, commandLine],
    [0x47670007, environ],
  ] as const;
  writer.set(header.rva, [MDMP, VERSION, streams.length, directory.rva]);
  writer.set(
    directory.rva,
    streams.flatMap(([type, { rva, size }]) => [type, size, rva]),
  );
  return writer.bytes();
}

interface Place {
  readonly rva: number;
  readonly size: number;
}

class Writer {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  reserve(size: number): Place {
    return this.put(Buffer.alloc(size));
  }

  put(bytes: Buffer): Place {
    const place = { rva: this.#size, size: bytes.length };
    const padding = Buffer.alloc((8 - (bytes.length % 8)) % 8);
    this.#chunks.push(Buffer.from(bytes), padding);
    this.#size += bytes.length + padding.length;
    return place;
  }

  set(rva: number, words: readonly number[]): void {
    const all = this.bytes();
    words.forEach((word, index) => {
      all.writeUInt32LE(word, rva + 4 * index);
    });
    this.#chunks.splice(0, this.#chunks.length, all);
  }

  bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }
}

/** Linux on x86-64. */
function systemInfo(textRva: number): Buffer {
  const info = Buffer.alloc(56);
  info.writeUInt16LE(9, 0);
  info.writeUInt32LE(0x8201, 20);
  info.writeUInt32LE(textRva, 24);
  return info;
}

function location({ rva, size }: Place): Buffer {
  return Buffer.concat([u32(size), u32(rva)]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
