import { err, ok, type Result } from "../../base/result.ts";
import type { BodyError } from "../http.ts";

/** A body that came whole with its head, as nearly all do: nothing to wait for, nothing to hold back. */
export class WholeBody {
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  now(limitBytes: number): Result<Uint8Array, BodyError> {
    return this.#bytes.length > limitBytes ? err("too_large") : ok(this.#bytes);
  }

  read(limitBytes: number): Promise<Result<Uint8Array, BodyError>> {
    return Promise.resolve(this.now(limitBytes));
  }

  async *stream(): AsyncGenerator<Uint8Array, void> {
    if (this.#bytes.length > 0) yield this.#bytes;
  }
}
