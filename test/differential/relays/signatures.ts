/** Signatures as an attacker would vary them, made from one that is right. */
import { createHash, createPrivateKey, sign } from "node:crypto";
import { signData } from "../../../src/domain/auth/signature.ts";
import type { RelayIdentity } from "../../support/managed.ts";

/** Makes the header's value for a body as of now. */
export type MakeSignature = (body: Buffer, who: RelayIdentity) => string;

const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
const partsOf = (signature: string) => signature.split(".") as [string, string];

/** A right signature over a header of our own making. */
export function signHeader(header: string | Uint8Array, body: Uint8Array, who: RelayIdentity): string {
  const bytes = Buffer.from(header);
  const data = Buffer.concat([bytes, Buffer.of(0), body]);
  return `${b64(sign(null, data, keyOf(who)))}.${b64(bytes)}`;
}

function keyOf({ secret }: RelayIdentity) {
  const head = Buffer.from("302e020100300506032b657004220420", "hex");
  const seed = Buffer.from(secret.text, "base64url");
  return createPrivateKey({ key: Buffer.concat([head, seed]), format: "der", type: "pkcs8" });
}

const at = (offsetMs: number) => new Date(Date.now() + offsetMs).toISOString();
const timed = (offsetMs: number): MakeSignature => {
  return (body, who) => signData(body, who.secret, Date.now() + offsetMs);
};
const headed = (header: () => string | Uint8Array): MakeSignature => {
  return (body, who) => signHeader(header(), body, who);
};
/** A right signature, changed as text. */
const changed = (change: (sig: string, header: string) => string): MakeSignature => {
  return (body, who) => change(...partsOf(signData(body, who.secret, Date.now())));
};
/** The order of the curve's base point: adding it to the scalar gives the other signature of the same message. */
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function malleable(sig: string): string {
  const bytes = Buffer.from(sig, "base64url");
  const scalar = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + ORDER;
  const hex = scalar.toString(16).padStart(64, "0");
  return b64(Buffer.concat([bytes.subarray(0, 32), Buffer.from(hex, "hex").reverse()]));
}

/** A right signature that the two alphabets of base64 write differently. */
function withBothAlphabets(body: Buffer, who: RelayIdentity): [string, string] {
  for (let agoMs = 0; ; agoMs++) {
    const [sig, header] = partsOf(signData(body, who.secret, Date.now() - agoMs));
    if (/[-_]/.test(sig)) return [sig, header];
  }
}

/** By what is done to it. Those that are right in all but form stand among them: both relays must agree on these too. */
export const SIGNATURES: Readonly<Record<string, MakeSignature>> = {
  right: timed(0),
  "4:58 old": timed(-298_000),
  "5:02 old": timed(-302_000),
  "a day old": timed(-86_400_000),
  "13 s ahead": timed(13_000),
  "18 s ahead": timed(18_000),
  "a year ahead": timed(365 * 86_400_000),
  "over nothing": (_, who) => signData(Buffer.alloc(0), who.secret, Date.now()),
  "over the body and more": (body, who) =>
    signData(Buffer.concat([body, Buffer.of(32)]), who.secret, Date.now()),
  empty: () => "",
  "a dot": () => ".",
  "no dot": changed((sig, header) => sig + header),
  "only a signature": changed((sig) => `${sig}.`),
  "only a header": changed((_, header) => `.${header}`),
  "two dots": changed((sig, header) => `${sig}..${header}`),
  "a third part": changed((sig, header) => `${sig}.${header}.AAAA`),
  "a third part, empty": changed((sig, header) => `${sig}.${header}.`),
  "parts swapped": changed((sig, header) => `${header}.${sig}`),
  "padded signature": changed((sig, header) => `${sig}==.${header}`),
  "padded header": changed((sig, header) => `${sig}.${header}=`),
  "standard alphabet": (body, who) => {
    const [sig, header] = withBothAlphabets(body, who);
    return `${Buffer.from(sig, "base64url").toString("base64").replace(/=+$/, "")}.${header}`;
  },
  "a blank within": changed((sig, header) => `${sig.slice(0, 40)} ${sig.slice(40)}.${header}`),
  "blanks around": changed((sig, header) => `  ${sig}.${header}  `),
  "a tab at the end": changed((sig, header) => `${sig}.${header}\t`),
  "a byte short": changed((sig, header) => `${b64(Buffer.from(sig, "base64url").subarray(1))}.${header}`),
  "a byte long": changed(
    (sig, header) => `${b64(Buffer.concat([Buffer.from(sig, "base64url"), Buffer.of(0)]))}.${header}`,
  ),
  "bits beyond the last byte": changed((sig, header) => {
    const last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const index = last.indexOf(sig.at(-1) ?? "A");
    return `${sig.slice(0, -1)}${last[index ^ 1]}.${header}`;
  }),
  "the other signature of the message": changed((sig, header) => `${malleable(sig)}.${header}`),
  "all zeros": changed((_, header) => `${b64(Buffer.alloc(64))}.${header}`),
  "header of zeros": changed((sig) => `${sig}.${b64(Buffer.alloc(40))}`),
  "header without a time": headed(() => "{}"),
  "time null": headed(() => '{"t":null}'),
  "time a number": headed(() => `{"t":${Date.now() / 1_000}}`),
  "time no time": headed(() => '{"t":"now"}'),
  "time of another zone": headed(() => `{"t":"${at(3_600_000).replace("Z", "+01:00")}"}`),
  "time without a zone": headed(() => `{"t":"${at(0).replace("Z", "")}"}`),
  "time with nanoseconds": headed(() => `{"t":"${at(0).replace("Z", "123456Z")}"}`),
  "time twice, the first old": headed(() => `{"t":"2020-01-01T00:00:00Z","t":"${at(0)}"}`),
  "time twice, the last old": headed(() => `{"t":"${at(0)}","t":"2020-01-01T00:00:00Z"}`),
  "further members": headed(() => `{"t":"${at(0)}","x":[1,{}]}`),
  "header a list": headed(() => `["${at(0)}"]`),
  "header no JSON": headed(() => `{"t":"${at(0)}"`),
  "header with blanks": headed(() => ` {"t" : "${at(0)}"}\n`),
  "header and more": headed(() => `{"t":"${at(0)}"}{}`),
  "header with a byte order mark": headed(() => `\ufeff{"t":"${at(0)}"}`),
  "header no UTF-8": headed(() =>
    Buffer.concat([Buffer.from(`{"t":"${at(0)}","x":"`), Buffer.of(0xff), Buffer.from('"}')]),
  ),
  "algorithm v0": headed(() => `{"t":"${at(0)}","a":"v0"}`),
  "algorithm v1, signed as v0": headed(() => `{"t":"${at(0)}","a":"v1"}`),
  "algorithm null": headed(() => `{"t":"${at(0)}","a":null}`),
  "algorithm unknown": headed(() => `{"t":"${at(0)}","a":"v2"}`),
  "algorithm none": headed(() => `{"t":"${at(0)}","a":"none"}`),
  "algorithm a number": headed(() => `{"t":"${at(0)}","a":0}`),
  "long header": headed(() => `{"t":"${at(0)}","x":"${"y".repeat(2_000)}"}`),
};

/** One character of a right signature changed to another one, left out or put in: `seed` says which. */
export function mutated(seed: number, body: Buffer, who: RelayIdentity): string {
  const right = signData(body, who.secret, Date.now());
  const hash = createHash("sha256").update(String(seed)).digest();
  const place = hash.readUInt32BE(0) % right.length;
  const letters = [..."ABCDwxyz019-_.=+/ ~"].filter((letter) => letter !== right[place]);
  const letter = letters[(hash[4] ?? 0) % letters.length] as string;
  const way = (hash[5] ?? 0) % 3;
  if (way === 0) return right.slice(0, place) + right.slice(place + 1);
  if (way === 1) return right.slice(0, place) + letter + right.slice(place);
  return right.slice(0, place) + letter + right.slice(place + 1);
}
