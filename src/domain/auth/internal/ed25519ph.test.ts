import { describe, expect, test } from "bun:test";
import { parseSecretKey } from "../relay-key.ts";
import { encodeBase64Url } from "./base64url.ts";
import {
  BASE,
  D,
  littleEndian,
  multiplySum,
  SQRT_MINUS_ONE,
  scalarHash,
  verifyEd25519ph,
} from "./ed25519ph.ts";

/** RFC 8032, section 7.3. */
const SEED = Buffer.from("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "hex");
const MESSAGE = Buffer.from("abc");
const SIGNATURE = Buffer.from(
  "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406",
  "hex",
);
const PUBLIC_KEY = parseSecretKey(encodeBase64Url(SEED))?.publicKey.bytes as Uint8Array;

describe("Ed25519ph", () => {
  test("accepts the RFC's vector", () => {
    expect(Buffer.from(PUBLIC_KEY).toString("hex")).toStartWith("ec172b93ad5e563bf4932c70e1245034");
    expect(verifyEd25519ph(MESSAGE, SIGNATURE, PUBLIC_KEY)).toBe(true);
  });

  test("refuses another message, key, or any other bit in the signature", () => {
    expect(verifyEd25519ph(Buffer.from("abd"), SIGNATURE, PUBLIC_KEY)).toBe(false);
    expect(verifyEd25519ph(MESSAGE, SIGNATURE, SIGNATURE.subarray(0, 32))).toBe(false);
    for (const byte of [0, 31, 32, 62, 63]) {
      const forged = Buffer.from(SIGNATURE);
      forged[byte] = (forged[byte] ?? 0) ^ 1;
      expect(verifyEd25519ph(MESSAGE, forged, PUBLIC_KEY)).toBe(false);
    }
  });

  test("refuses the same signature with the group's order added to its scalar", () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const scalar = (littleEndian(SIGNATURE.subarray(32)) + order).toString(16).padStart(64, "0");
    const malleated = Buffer.concat([SIGNATURE.subarray(0, 32), Buffer.from(scalar, "hex").reverse()]);
    expect(verifyEd25519ph(MESSAGE, malleated, PUBLIC_KEY)).toBe(false);
  });

  test("refuses wrong lengths", () => {
    expect(verifyEd25519ph(MESSAGE, SIGNATURE.subarray(1), PUBLIC_KEY)).toBe(false);
    expect(verifyEd25519ph(MESSAGE, SIGNATURE, PUBLIC_KEY.subarray(1))).toBe(false);
  });

  test("the constants are what the RFC defines them by", () => {
    const p = 2n ** 255n - 19n;
    expect((D * 121666n + 121665n) % p).toBe(0n);
    expect((SQRT_MINUS_ONE * SQRT_MINUS_ONE + 1n) % p).toBe(0n);
    expect([(BASE.y * 5n - 4n) % p, BASE.x % 2n]).toEqual([0n, 0n]);
  });

  test("the base point has the group's order", () => {
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const sum = multiplySum(order, BASE, 0n, BASE);
    expect([sum.x, (sum.y - sum.z) % (2n ** 255n - 19n)]).toEqual([0n, 0n]);
    expect(scalarHash(MESSAGE) < order).toBe(true);
  });
});
