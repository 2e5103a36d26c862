import { createPublicKey, verify } from "node:crypto";

const MAX_AGE_MS = 300_000;
const MAX_AHEAD_MS = 15_000;

/**
 * Checks a relay signature (`B64(sig) "." B64(header)`, ed25519 over `header ‖ 0x00 ‖ data`) as Sentry does.
 * @returns what is wrong, or `undefined`.
 */
export function signatureProblem(
  signature: string | undefined,
  publicKey: string,
  data: Uint8Array,
): string | undefined {
  if (signature === undefined) return "no signature";
  const dot = signature.indexOf(".");
  if (dot < 0) return "signature without a dot";
  const sig = Buffer.from(signature.slice(0, dot), "base64url");
  const header = Buffer.from(signature.slice(dot + 1), "base64url");
  const fields = JSON.parse(header.toString()) as { t?: string; a?: string };
  if ((fields.a ?? "v0") !== "v0") return `algorithm ${fields.a} is not checked here`;
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
  if (!verify(null, Buffer.concat([header, Buffer.of(0), data]), key, sig)) return "signature does not match";
  const ageMs = Date.now() - Date.parse(fields.t ?? "");
  if (Number.isNaN(ageMs)) return "signature without a time";
  if (ageMs > MAX_AGE_MS || ageMs < -MAX_AHEAD_MS) return `signature is ${ageMs} ms old`;
  return undefined;
}
