/** A body that turned out to have another size than was announced. */
export class SizeMismatch extends Error {
  override readonly name = "SizeMismatch";
}

/**
 * Passes a body on, piece by piece.
 * @throws SizeMismatch at the end when it was shorter than `least`, and as soon as it is longer than `most`
 */
export async function* boundedStream(
  body: AsyncIterable<Uint8Array>,
  bounds: { readonly least: number; readonly most: number },
): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const piece of body) {
    received += piece.length;
    if (received > bounds.most)
      throw new SizeMismatch(`stream exceeded upper bound: received ${received} > ${bounds.most}`);
    yield piece;
  }
  if (received < bounds.least)
    throw new SizeMismatch(`stream shorter than lower bound: received ${received} < ${bounds.least}`);
}
