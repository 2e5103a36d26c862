import { describe, expect, test } from "bun:test";
import { sign } from "node:crypto";
import fc from "fast-check";
import { decodeBase64Url, encodeBase64Url } from "./internal/base64url.ts";
import { parsePublicKey, type RelaySecretKey } from "./relay-key.ts";
import { signData, signNothing, verifySignature } from "./signature.ts";
import { generateSecretKey } from "./testkit/secret-key.ts";

const NOW_MS = Date.UTC(2026, 10, 24, 10, 0, 0, 123);
const MAX_AGE_MS = 300_000;
const secret = generateSecretKey();
const DATA = Buffer.from('{"publicKeys":[]}');

/** A signature as another program may make it. */
function signedWith(header: string, data: Uint8Array = DATA, by: RelaySecretKey = secret): string {
  const bytes = Buffer.from(header);
  const proof = sign(null, Buffer.concat([bytes, Buffer.from([0]), data]), by.key);
  return `${encodeBase64Url(proof)}.${encodeBase64Url(bytes)}`;
}

function verdict(signature: string, data: Uint8Array = DATA, nowMs = NOW_MS): string | number {
  const result = verifySignature(data, signature, secret.publicKey, { nowMs, maxAgeMs: MAX_AGE_MS });
  return result.ok ? result.value : result.error;
}

describe("our signatures", () => {
  test("carry their time and verify", () => {
    const signature = signData(DATA, secret, NOW_MS);
    const header = decodeBase64Url(signature.split(".")[1] ?? "") ?? [];
    expect(Buffer.from(header).toString()).toBe('{"t":"2026-11-24T10:00:00.123Z"}');
    expect(verdict(signature)).toBe(NOW_MS);
  });

  test("do not verify for other data, another key, or another time in the header", () => {
    const signature = signData(DATA, secret, NOW_MS);
    expect(verdict(signature, Buffer.from('{"publicKeys": []}'))).toBe("mismatch");
    const options = { nowMs: NOW_MS, maxAgeMs: MAX_AGE_MS };
    const other = verifySignature(DATA, signature, generateSecretKey().publicKey, options);
    expect(other).toEqual({ ok: false, error: "mismatch" });
    const later = encodeBase64Url(Buffer.from('{"t":"2026-11-24T10:00:01.123Z"}'));
    expect(verdict(`${signature.split(".")[0]}.${later}`)).toBe("mismatch");
  });

  test("of nothing cover only their time", () => {
    expect(verdict(signNothing(secret, NOW_MS), Buffer.alloc(0))).toBe(NOW_MS);
  });
});

describe("the header", () => {
  const now = "2026-11-24T10:00:00Z";
  test.each([
    [`{"t":"${now}"}`],
    [`{"t":"${now}","a":"v0"}`],
    [`{"t":"${now}","a":null}`],
    [` {"zz":1,"t":"2026-11-24T10:00:00.000000000Z"} `],
    [`{"t":"2026-11-24T12:00:00+02:00"}`],
    [`{"t":"2026-11-24 10:00:00z"}`],
  ])("%s is good", (header) => {
    expect(verdict(signedWith(header))).toBe(Date.UTC(2026, 10, 24, 10));
  });

  test.each([
    [`{}`],
    [`{"t":null}`],
    [`{"t":1795514400}`],
    [`{"t":"2026-11-24T10:00:00"}`],
    [`{"t":"${now}","a":"v2"}`],
    [`{"t":"${now}"}x`],
    [`null`],
    [`[]`],
    [`abc`],
  ])("%s is none", (header) => {
    expect(verdict(signedWith(header))).toBe("malformed");
  });

  test("a v0 signature that claims to be v1 is none", () => {
    expect(verdict(signedWith(`{"t":"${now}","a":"v1"}`))).toBe("mismatch");
  });

  test.each([
    ["2026-11-24T09:55:00.123Z", Date.UTC(2026, 10, 24, 9, 55, 0, 123)],
    ["2026-11-24T09:55:00.122Z", "expired"],
    ["2026-11-24T10:00:15.123Z", NOW_MS + 15_000],
    ["2026-11-24T10:00:15.124Z", "in_the_future"],
  ])("signed at %s: %p", (t, expected) => {
    expect(verdict(signedWith(JSON.stringify({ t })))).toBe(expected);
  });
});

describe("the text", () => {
  test.each([
    ["", "malformed"],
    [".", "malformed"],
    ["a.b.c", "malformed"],
    ["x".repeat(5000), "malformed"],
  ])("%p is %s", (text, expected) => {
    expect(verdict(text)).toBe(expected);
  });

  test("a good one with anything added is none", () => {
    const good = signData(DATA, secret, NOW_MS);
    const [proof, header] = good.split(".") as [string, string];
    const bad = [
      `${good}=`,
      `${good}.`,
      `${good}.x`,
      ` ${good}`,
      `${good} `,
      proof,
      `.${header}`,
      `${proof}.`,
    ];
    bad.push(`${proof}==.${header}`, `${proof.slice(4)}.${header}`);
    for (const text of bad) expect(verdict(text)).toBe("malformed");
  });

  test("nothing that is not ours verifies, and nothing throws", () => {
    const good = signData(DATA, secret, NOW_MS);
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^[A-Za-z0-9_-]{86}\.[A-Za-z0-9_-]{10,50}$/),
      // One character changed, cut, or doubled.
      fc.tuple(fc.nat(good.length - 1), fc.string({ maxLength: 2 })).map(([at, by]) => {
        return good.slice(0, at) + by + good.slice(at + 1);
      }),
    );
    fc.assert(
      fc.property(text, (signature) => {
        if (signature !== good) expect(typeof verdict(signature)).toBe("string");
      }),
    );
  });
});

/** Made by the Python package `sentry-relay` 0.10.1: `SecretKey.sign`. */
const FROM_REFERENCE = {
  publicKey: "VBrWB81CQBE95_C9uMth2qTqwNP9pd5d4VDmGVxpmq0",
  at: "2026-11-24T10:29:05Z",
  data: '{"publicKeys":[]}',
  signature:
    "Wjqr3eG6seWZnBIo9E2NxAImIc3KnO3xSHKjc-_6OSckGwuJ-8X8Dibb1K7Sc3arasmPzABEdx1YHb4OUaozBw.eyJ0IjoiMjAyNi0xMS0yNFQxMDoyOTowNS4zOTcyMDMyMzlaIn0",
} as const;

test("the reference's own signature verifies", () => {
  const publicKey = parsePublicKey(FROM_REFERENCE.publicKey);
  if (publicKey === undefined) throw new Error("not a key");
  const options = { nowMs: Date.parse(FROM_REFERENCE.at), maxAgeMs: 60_000 };
  const verified = verifySignature(
    Buffer.from(FROM_REFERENCE.data),
    FROM_REFERENCE.signature,
    publicKey,
    options,
  );
  expect(verified.ok).toBe(true);
});
