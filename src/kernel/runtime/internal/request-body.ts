import { err, ok, type Result } from "../../base/result.ts";
import type { BodyError } from "../http.ts";
import type { BodyReader } from "./body-reader.ts";

/** What a request's body is read from. */
export interface RequestBody {
  /** The whole body, when it is there already. */
  now?(limitBytes: number): Result<Uint8Array, BodyError>;
  read(limitBytes: number): Promise<Result<Uint8Array, BodyError>>;
  stream(): AsyncIterable<Uint8Array>;
}

/** A body that came whole with its head, as nearly all do: nothing to wait for, nothing to hold back. */
export class WholeBody implements RequestBody {
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

/** A body that its client sends only when told to: when somebody wants it, and it is not too large for them. */
export function awaitedBody(body: BodyReader, goOn: () => void): RequestBody {
  return {
    read: (limitBytes) => {
      if ((body.left ?? 0) <= limitBytes) goOn();
      return body.read(limitBytes);
    },
    stream: () => {
      goOn();
      return body.stream();
    },
  };
}
