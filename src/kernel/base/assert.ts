/** A condition of our own did not hold: a bug. Crashes the actor; its supervisor decides what follows. */
export class AssertionError extends Error {
  override readonly name = "AssertionError";
}

/**
 * States why something must hold.
 * @throws AssertionError when it does not.
 */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new AssertionError(why);
}

/** Closes a `switch` over a union: a forgotten case is a type error. */
export function assertNever(value: never): never {
  throw new AssertionError(`unexpected case: ${JSON.stringify(value)}`);
}
