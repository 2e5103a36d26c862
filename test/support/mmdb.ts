type Value = string | number | readonly Value[] | { readonly [key: string]: Value };

const MAP = 7;
const UINT32 = 6;
const UINT16 = 5;
const STRING = 2;
const ARRAY = 11;
const UINT64 = 9;
const RECORD_BITS = 32;
/** Zero bytes between the tree and the data. */
const GAP = 16;

/** A MaxMind database of some IPv4 networks, each with its data. */
export function mmdb(networks: Readonly<Record<string, Value>>): Uint8Array {
  const nodes: [number | undefined, number | undefined][] = [[undefined, undefined]];
  const data: Buffer[] = [];
  let dataSize = 0;
  const leaves: { readonly node: number; readonly bit: 0 | 1; readonly offset: number }[] = [];
  for (const [network, value] of Object.entries(networks)) {
    const [address = "", length = "32"] = network.split("/");
    const bits = address
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
    let node = 0;
    for (let at = 0; at < Number(length) - 1; at++) {
      const pair = nodes[node] as [number | undefined, number | undefined];
      const bit = Number(bits[at]) as 0 | 1;
      if (pair[bit] === undefined) pair[bit] = nodes.push([undefined, undefined]) - 1;
      node = pair[bit] as number;
    }
    leaves.push({ node, bit: Number(bits[Number(length) - 1]) as 0 | 1, offset: dataSize });
    const encoded = encode(value);
    data.push(encoded);
    dataSize += encoded.length;
  }
  for (const { node, bit, offset } of leaves)
    (nodes[node] as [number | undefined, number | undefined])[bit] = nodes.length + GAP + offset;
  const tree = Buffer.alloc((nodes.length * RECORD_BITS) / 4);
  for (const [index, pair] of nodes.entries())
    for (const bit of [0, 1] as const) tree.writeUInt32BE(pair[bit] ?? nodes.length, index * 8 + bit * 4);
  const metadata = encode({
    node_count: nodes.length,
    record_size: RECORD_BITS,
    ip_version: 4,
    database_type: "Test-City",
    languages: ["en"],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_790_000_000,
    description: { en: "test" },
  });
  const marker = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");
  return new Uint8Array(Buffer.concat([tree, Buffer.alloc(GAP), ...data, marker, metadata]));
}

function encode(value: Value): Buffer {
  if (typeof value === "string")
    return Buffer.concat([control(STRING, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === "number") return encodeNumber(value);
  if (Array.isArray(value)) return Buffer.concat([control(ARRAY, value.length), ...value.map(encode)]);
  const entries = Object.entries(value as { readonly [key: string]: Value });
  return Buffer.concat([
    control(MAP, entries.length),
    ...entries.flatMap(([key, each]) => [encode(key), encode(each)]),
  ]);
}

function encodeNumber(value: number): Buffer {
  const type = value < 2 ** 16 ? UINT16 : value < 2 ** 32 ? UINT32 : UINT64;
  const size = type === UINT16 ? 2 : type === UINT32 ? 4 : 8;
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, Math.max(0, size - 6), Math.min(size, 6));
  return Buffer.concat([control(type, size), bytes]);
}

/** Type and size; both short here. */
function control(type: number, size: number): Buffer {
  if (size >= 29 + 256) throw new Error("too long for a test database");
  const head = type > 7 ? 0 : type << 5;
  const extended = type > 7 ? [type - 7] : [];
  return size < 29
    ? Buffer.from([head | size, ...extended])
    : Buffer.from([head | 29, ...extended, size - 29]);
}
