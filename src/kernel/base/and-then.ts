/**
 * Goes on with a value that is there, or with a promise's once it comes. On the first of these ways, which most messages and
 * requests take, neither a promise nor a closure is made: what `next` needs besides the value is handed to it.
 */
export function andThen<T, R, A, B>(
  value: T | Promise<T>,
  next: (value: T, a: A, b: B) => R | Promise<R>,
  a: A,
  b: B,
): R | Promise<R> {
  return value instanceof Promise ? afterwards(value, next, a, b) : next(value, a, b);
}

/** Apart, because a function that makes closures pays for them also where it returns early. */
function afterwards<T, R, A, B>(
  value: Promise<T>,
  next: (value: T, a: A, b: B) => R | Promise<R>,
  a: A,
  b: B,
): Promise<R> {
  return value.then((ended) => next(ended, a, b));
}
