import { staticRelays } from "../options/keys.ts";
import { oneOf, seconds } from "../options/kinds.ts";
import { type ConfigOf, section } from "../options/option.ts";

export const auth = section("auth", "Registration, and the relays below us.", () => ({
  ready: oneOf("ready", ["authenticated", "always"], {
    default: "authenticated",
    quiet: true,
    doc: "`always`: readiness does not wait for the registration.",
  }),
  staticRelays: staticRelays("static_relays", {
    default: {},
    doc: "Relays below us that need not register: relay id → `{public_key, internal}`.",
  }),
  signatureMaxAgeMs: seconds("signature_max_age", {
    default: 300,
    doc: "Oldest signature that is accepted.",
  }),
  trustEnvelopeMeta: oneOf("trust_envelope_meta", ["always", "signed", "never"], {
    default: "always",
    ours: true,
    doc: "Whether request metadata in envelope headers is believed: as the reference `always`; `signed`: only of internal relays of `static_relays` that signed the request; or `never`. With the last two the id alone makes no relay an internal one.",
  }),
}));
export type AuthConfig = ConfigOf<typeof auth>;
