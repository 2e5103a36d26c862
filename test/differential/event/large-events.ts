/** Events that are too long, too large or too deep in one way or another. */
export function largeEvents(): readonly unknown[] {
  return [
    ...DEEP.map((leaf) => ({ extra: nested(leaf) })),
    { request: { data: nested(1), env: nested(1) }, breadcrumbs: [{ data: nested(1) }] },
    {
      contexts: {
        foo: nested(1),
        device: { x: nested(1) },
        trace: { data: nested(1) },
        response: { data: nested(1) },
      },
    },
    { user: { data: nested(1) }, logentry: { params: nested(1), formatted: "x" }, foo: nested(1) },
    ...[1, 1.5, true, [], [1], null, "é".repeat(10)].map((item) => ({
      extra: { a: Array(9_000).fill(item) },
    })),
    ...[16_384, 16_385, 16_390].map((length) => ({
      extra: { a: "x".repeat(length), b: "é".repeat(length) },
    })),
    ...[8_380, 8_381, 8_382, 8_385].flatMap((length) => [
      { extra: { a: { c: "xxxxx", b: "x".repeat(length), a: "x".repeat(8_000) } } },
      { extra: { a: ["x".repeat(8_000), "x".repeat(length), "xxxxx"] } },
    ]),
    { extra: Object.fromEntries(range(300).map((index) => [`k${index}`, "x".repeat(1_000)])) },
    { modules: Object.fromEntries(range(2_000).map((index) => [`m${index}`, "1.2.3"])) },
    { request: { headers: range(2_000).map((index) => [`a${index}`, "b"]) } },
    {
      request: {
        headers: [
          ["A", "x".repeat(8_000)],
          ["B", "y".repeat(300)],
          ["C", "z"],
        ],
      },
    },
    {
      request: {
        query_string: [
          ["a", "x".repeat(1_100)],
          ["b", "y"],
        ],
        cookies: [
          ["a", "x".repeat(2_100)],
          ["b", "y"],
        ],
      },
    },
    {
      contexts: {
        device: { name: "x".repeat(8_000), family: "y".repeat(300), model: "z", arch: "q", aaa: "x" },
      },
    },
    { contexts: { device: { family: "y".repeat(300), model: "z", arch: "q", foo: "b".repeat(8_000) } } },
    { contexts: { foo: { z: "x".repeat(8_000), a: "y".repeat(300), m: "z" } } },
    { contexts: { flags: { values: range(9_000).map((index) => ({ flag: `f${index}`, result: true })) } } },
    ...FRAME_COUNTS.map(([count, isOwn]) => {
      const stacktrace = () => ({ frames: frames(count, isOwn) });
      const exception = { type: "x", stacktrace: stacktrace(), raw_stacktrace: stacktrace() };
      return { exception: [exception], threads: [{ stacktrace: stacktrace() }] };
    }),
  ];
}

const DEEP = [{ z: 1 }, [1], "s", 5, {}];

const FRAME_COUNTS: readonly (readonly [count: number, isOwn: (index: number) => boolean])[] = [
  [50, () => false],
  [51, () => false],
  [250, () => false],
  [251, () => false],
  [300, () => false],
  [60, (index) => index >= 5 && index < 8],
  [60, () => true],
  [60, (index) => index < 59],
  [100, (index) => index >= 10 && index < 50],
  [61, (index) => index === 30],
  [120, (index) => index % 2 === 0],
];

function nested(leaf: unknown): unknown {
  return [..."jihgfedcba"].reduce((inner, key) => ({ [key]: inner }), leaf);
}

function frames(count: number, isOwn: (index: number) => boolean): unknown[] {
  const details = { vars: { a: 1 }, pre_context: ["x"], post_context: ["y"], context_line: "z" };
  return range(count).map((index) => ({ function: `f${index}`, in_app: isOwn(index), ...details }));
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
