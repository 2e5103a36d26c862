import type { FlagTable } from "../arguments/command.ts";

/** Who the relay is, as `run` and `credentials set` are told. */
export const IDENTITY_FLAGS = {
  mode: {
    kind: "value",
    long: "mode",
    doc: "The relay mode to set",
    choices: ["managed", "proxy", "static"],
  },
  secretKey: {
    kind: "value",
    long: "secret-key",
    short: "s",
    doc: "The secret key to set",
    requires: "public-key",
  },
  publicKey: {
    kind: "value",
    long: "public-key",
    short: "p",
    doc: "The public key to set",
    requires: "secret-key",
  },
  id: { kind: "value", long: "id", short: "i", doc: "The relay ID to set" },
} satisfies FlagTable;
