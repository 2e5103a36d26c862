import { concatBytes } from "../../kernel/base/bytes.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { InflateError } from "../../kernel/runtime/compression.ts";

/** Formats that only crash dumps come in; their decoders are loaded when the first one does. */
type Unpack = (bytes: Uint8Array, limitBytes: number) => Promise<Result<Uint8Array, InflateError>>;

export const unpackXz: Unpack = async (bytes, limitBytes) => {
  const { XzReadableStream } = await import("xz-decompress");
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of new XzReadableStream(source) as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > limitBytes) return err("too_large");
      chunks.push(chunk.slice()); // a view of the decoder's memory
    }
  } catch {
    return err("corrupt");
  }
  return ok(concatBytes(chunks));
};

const TOO_LARGE = Symbol("too large");
const FIRST_OUTPUT_BYTES = 1024 * 1024;

export const unpackBzip2: Unpack = async (bytes, limitBytes) => {
  const { decode } = (await import("seek-bzip")).default;
  let output = new Uint8Array(Math.min(limitBytes, FIRST_OUTPUT_BYTES));
  let size = 0;
  const writeByte = (byte: number): void => {
    if (size === limitBytes) throw TOO_LARGE;
    if (size === output.length) {
      const larger = new Uint8Array(Math.min(limitBytes, output.length * 2));
      larger.set(output);
      output = larger;
    }
    output[size++] = byte;
  };
  try {
    decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { writeByte });
  } catch (error) {
    return err(error === TOO_LARGE ? "too_large" : "corrupt");
  }
  return ok(output.subarray(0, size));
};
