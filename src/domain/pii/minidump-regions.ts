/** What a part of a crash dump is, as far as rules tell parts apart. */
export type RegionKind = "stack_memory" | "heap_memory" | "process" | "code_file" | "debug_file";

/** Bytes of a dump that may hold personal data. */
export interface Region {
  readonly kind: RegionKind;
  readonly start: number;
  readonly end: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const SIGNATURE = 0x504d444d; // MDMP
const MAX_STREAMS = 10_000;
const THREADS = 3;
const MODULES = 4;
const MEMORY = 5;
/** Command line and environment, of dumps made on Linux. */
const PROCESS_STREAMS: readonly number[] = [0x47670006, 0x47670007];
const THREAD_SIZE = 48;
const MODULE_SIZE = 108;
const MEMORY_SIZE = 16;
/** Signatures of a debug file's record, and where its name begins. */
const DEBUG_NAMES: ReadonlyMap<number, number> = new Map([
  [0x53445352, 24], // RSDS
  [0x3031424e, 16], // NB10
]);

/** A dump that cannot be read. */
class DumpError extends Error {}

/**
 * Finds what a minidump holds of its process. It must have lists of threads and of memory, as those have that are small enough
 * to be sent.
 * @returns `undefined` when it is no such dump
 * @see https://learn.microsoft.com/windows/win32/api/minidumpapiset/
 */
export function minidumpRegions(bytes: Uint8Array): readonly Region[] | undefined {
  try {
    return new Dump(bytes).regions();
  } catch (error) {
    if (error instanceof DumpError) return undefined;
    throw error;
  }
}

class Dump {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #streams = new Map<number, Range>();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#u32(0) !== SIGNATURE) throw new DumpError("no minidump");
    const count = Math.min(this.#u32(8), MAX_STREAMS);
    const directory = this.#u32(12);
    for (let at = directory; at < directory + 12 * count; at += 12)
      this.#streams.set(this.#u32(at), this.#range(this.#u32(at + 8), this.#u32(at + 4)));
  }

  regions(): readonly Region[] {
    const stacks = this.#entries(THREADS, THREAD_SIZE).map((at) =>
      this.#range(this.#u32(at + 36), this.#u32(at + 32)),
    );
    const memory = this.#entries(MEMORY, MEMORY_SIZE).map((at) =>
      this.#range(this.#u32(at + 12), this.#u32(at + 8)),
    );
    const heap = memory.flatMap((range) => without(range, stacks));
    return [
      ...stacks.map((range) => ({ kind: "stack_memory" as const, ...range })),
      ...heap.map((range) => ({ kind: "heap_memory" as const, ...range })),
      ...PROCESS_STREAMS.flatMap((type) => this.#streams.get(type) ?? []).map((range) => ({
        kind: "process" as const,
        ...range,
      })),
      ...(this.#streams.has(MODULES) ? this.#modules() : []),
    ].filter(({ start, end }) => end > start);
  }

  #modules(): readonly Region[] {
    return this.#entries(MODULES, MODULE_SIZE).flatMap((at) => {
      const name = this.#u32(at + 20);
      const codeFile = this.#folder(this.#range(name + 4, this.#u32(name)), 2);
      const debugFile = this.#debugName(this.#range(this.#u32(at + 80), this.#u32(at + 76)));
      return [
        { kind: "code_file" as const, ...codeFile },
        ...(debugFile === undefined ? [] : [{ kind: "debug_file" as const, ...this.#folder(debugFile, 1) }]),
      ];
    });
  }

  #debugName({ start, end }: Range): Range | undefined {
    const offset = end - start < 4 ? undefined : DEBUG_NAMES.get(this.#u32(start));
    return offset === undefined || start + offset > end ? undefined : { start: start + offset, end };
  }

  /** What is before the last slash of a name: the file's own is needed to make sense of the dump. */
  #folder({ start, end }: Range, width: 1 | 2): Range {
    for (let at = end - width; at >= start; at -= width) {
      const unit = width === 1 ? this.#bytes[at] : this.#view.getUint16(at, true);
      if (unit === 0x2f || unit === 0x5c) return { start, end: at };
    }
    return { start, end: start };
  }

  /** Where the entries of a list begin. Some writers leave a gap behind its count. */
  #entries(type: number, size: number): readonly number[] {
    const stream = this.#streams.get(type);
    if (stream === undefined) throw new DumpError("a list is missing");
    const count = this.#u32(stream.start);
    const length = count * size;
    const gap = stream.end - stream.start - 4 - length;
    if (gap < 0) throw new DumpError("a list is cut off");
    const start = stream.start + 4 + (gap >= 4 ? 4 : 0);
    return Array.from({ length: count }, (_, index) => start + index * size);
  }

  #range(start: number, length: number): Range {
    if (start + length > this.#bytes.length) throw new DumpError("cut off");
    return { start, end: start + length };
  }

  #u32(at: number): number {
    if (at + 4 > this.#bytes.length) throw new DumpError("cut off");
    return this.#view.getUint32(at, true);
  }
}

function without(range: Range, taken: readonly Range[]): readonly Range[] {
  return taken.reduce<readonly Range[]>(
    (left, { start, end }) =>
      left.flatMap((part) => {
        if (end <= part.start || start >= part.end) return [part];
        const before = { start: part.start, end: Math.max(part.start, start) };
        return [before, { start: Math.min(part.end, end), end: part.end }];
      }),
    [range],
  );
}
