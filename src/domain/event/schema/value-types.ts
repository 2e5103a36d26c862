/** What a selector's `$name` can mean, one bit each: a value may be of several types. In the order selectors are sorted by. */
export const VALUE_TYPES = {
  string: 1 << 0,
  binary: 1 << 1,
  number: 1 << 2,
  boolean: 1 << 3,
  datetime: 1 << 4,
  array: 1 << 5,
  object: 1 << 6,
  event: 1 << 7,
  attachments: 1 << 8,
  replay: 1 << 9,
  error: 1 << 10,
  stack: 1 << 11,
  frame: 1 << 12,
  http: 1 << 13,
  user: 1 << 14,
  logentry: 1 << 15,
  message: 1 << 16,
  thread: 1 << 17,
  breadcrumb: 1 << 18,
  log: 1 << 19,
  trace_metric: 1 << 20,
  span: 1 << 21,
  sdk: 1 << 22,
  minidump: 1 << 23,
  heap_memory: 1 << 24,
  stack_memory: 1 << 25,
} as const;

/** Bits of {@link VALUE_TYPES}; 0 for what has no type, such as ids and levels. */
export type ValueTypes = number;
