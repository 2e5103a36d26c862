/**
 * Verifies Ed25519ph (RFC 8032, section 5.1), which node:crypto lacks: Ed25519 over the SHA-512 of the message,
 * with a domain prefix. Public data only: BigInt arithmetic takes a time that depends on its operands, so nothing
 * here may ever touch a secret key.
 */
import { nodeCrypto } from "../../../kernel/runtime/crypto.ts";

const P = 2n ** 255n - 19n;
/** The order of the base point. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
/** −121665/121666, and a square root of −1. Written out: to compute them would cost every start 2 ms. */
export const D = 0x52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3n;
export const SQRT_MINUS_ONE = 0x2b8324804fc1df0b2b4d00993dfbd7a72f431806ad2fe478c4ee1b274a0ea0b0n;
const DOMAIN = Buffer.concat([Buffer.from("SigEd25519 no Ed25519 collisions"), Buffer.from([1, 0])]);

/** Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. */
export interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}

const IDENTITY: Point = { x: 0n, y: 1n, z: 1n, t: 0n };
/** The base point: y = 4/5, x even. */
export const BASE: Point = point(
  0x216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51an,
  0x6666666666666666666666666666666666666666666666666666666666666658n,
);

/** Whether `signature` (64 bytes) is one of `message` by the holder of `publicKey` (32 bytes). */
export function verifyEd25519ph(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  const { createHash } = nodeCrypto();
  const encodedR = signature.subarray(0, 32);
  const s = littleEndian(signature.subarray(32));
  const a = decodePoint(publicKey);
  const r = decodePoint(encodedR);
  if (a === undefined || r === undefined || s >= L) return false;
  const k = scalarHash(encodedR, publicKey, createHash("sha512").update(message).digest());
  // s·B = R + k·A, written as s·B + k·(−A) = R so that one pass of doublings does for both.
  const sum = multiplySum(s, BASE, k, { ...a, x: mod(-a.x), t: mod(-a.t) });
  return isSamePoint(sum, r);
}

/** SHA-512 of the domain prefix and `parts`, as a scalar. */
export function scalarHash(...parts: readonly Uint8Array[]): bigint {
  const hash = nodeCrypto().createHash("sha512").update(DOMAIN);
  for (const part of parts) hash.update(part);
  return littleEndian(hash.digest()) % L;
}

export function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function point(x: bigint, y: bigint): Point {
  return { x, y, z: 1n, t: mod(x * y) };
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let bits = exponent, square = base; bits > 0n; bits >>= 1n, square = mod(square * square)) {
    if (bits & 1n) result = mod(result * square);
  }
  return result;
}

/** `undefined` for bytes that are no point of the curve. */
function decodePoint(bytes: Uint8Array): Point | undefined {
  const encoded = littleEndian(bytes);
  const y = encoded & (2n ** 255n - 1n);
  if (y >= P) return undefined;
  const y2 = mod(y * y);
  const [u, v] = [mod(y2 - 1n), mod(D * y2 + 1n)];
  const v3 = mod(v * v * v);
  let x = mod(u * v3 * power(mod(u * v3 * mod(v3 * v)), (P - 5n) / 8n));
  const check = mod(v * x * x);
  if (check !== u) {
    if (check !== mod(-u)) return undefined;
    x = mod(x * SQRT_MINUS_ONE);
  }
  const isOdd = encoded >> 255n;
  if (x === 0n && isOdd === 1n) return undefined;
  if ((x & 1n) !== isOdd) x = P - x;
  return point(x, y);
}

function add(p: Point, q: Point): Point {
  const a = mod((p.y - p.x) * (q.y - q.x));
  const b = mod((p.y + p.x) * (q.y + q.x));
  const c = mod(2n * p.t * q.t * D);
  const d = mod(2n * p.z * q.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}

/** m·p + n·q. */
export function multiplySum(m: bigint, p: Point, n: bigint, q: Point): Point {
  const both = add(p, q);
  let sum = IDENTITY;
  for (let bit = 255n; bit >= 0n; bit--) {
    sum = add(sum, sum);
    const [inM, inN] = [(m >> bit) & 1n, (n >> bit) & 1n];
    if (inM && inN) sum = add(sum, both);
    else if (inM) sum = add(sum, p);
    else if (inN) sum = add(sum, q);
  }
  return sum;
}

function isSamePoint(p: Point, q: Point): boolean {
  return mod(p.x * q.z - q.x * p.z) === 0n && mod(p.y * q.z - q.y * p.z) === 0n;
}
