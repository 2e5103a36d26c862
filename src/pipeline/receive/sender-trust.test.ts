import { expect, test } from "bun:test";
import type { AuthConfig } from "../../config/sections/auth.ts";
import { signNothing } from "../../domain/auth/signature.ts";
import { generateSecretKey } from "../../domain/auth/testkit/secret-key.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { createSenderTrust } from "./sender-trust.ts";

const NOW_MS = 1_800_000_000_000;
const [ours, below] = [generateSecretKey(), generateSecretKey()];
const ID = "271758da-3c03-4426-8063-2aa8e02aeb60";
const BELOW = ID.replace("2", "3");
const SIGNED = signNothing(ours, NOW_MS - 1_000);

function trust(trustEnvelopeMeta: AuthConfig["trustEnvelopeMeta"]) {
  return createSenderTrust(
    {
      ready: "authenticated",
      signatureMaxAgeMs: 300_000,
      trustEnvelopeMeta,
      staticRelays: {
        [ID]: { publicKey: ours.publicKey.text, internal: true },
        [BELOW]: { publicKey: below.publicKey.text, internal: false },
      },
    },
    () => NOW_MS,
  );
}
const meta = (fromInternalRelay: boolean) => ({ fromInternalRelay }) as RequestMeta;

test("always: an id is enough, as in the reference", () => {
  const { isInternalRelay, trustsEnvelopeMeta } = trust("always");
  expect([isInternalRelay(ID.toUpperCase(), undefined), isInternalRelay(BELOW, undefined)]).toEqual([
    true,
    false,
  ]);
  expect(trustsEnvelopeMeta(meta(false))).toBe(true);
});

test.each(["signed", "never"] as const)(
  "%s: an internal relay must have signed, itself, a moment ago",
  (mode) => {
    const { isInternalRelay } = trust(mode);
    const stale = signNothing(ours, NOW_MS - 301_000);
    const signatures = [undefined, "x", signNothing(below, NOW_MS), stale, SIGNED];
    expect(signatures.map((signature) => isInternalRelay(ID, signature))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(isInternalRelay(BELOW, signNothing(below, NOW_MS))).toBe(false);
  },
);

test("only internal relays are believed when signatures are asked for, nobody with never", () => {
  expect([true, false].map((internal) => trust("signed").trustsEnvelopeMeta(meta(internal)))).toEqual([
    true,
    false,
  ]);
  expect([true, false].map((internal) => trust("never").trustsEnvelopeMeta(meta(internal)))).toEqual([
    false,
    false,
  ]);
});
