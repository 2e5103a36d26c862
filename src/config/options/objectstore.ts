import { optionOf } from "./option.ts";
import { readText, shape } from "./read.ts";

export interface ObjectstoreAuth {
  readonly keyId: string;
  readonly signingKey: string;
}

const NAME = "`{key_id, signing_key}`";
const read = shape({ key_id: readText, signing_key: readText }, NAME);

export const objectstoreAuth = optionOf<ObjectstoreAuth>({
  name: NAME,
  read: (raw, reading) => {
    const auth = read(raw, reading);
    return auth && { keyId: auth.key_id, signingKey: auth.signing_key };
  },
  json: {
    type: "object",
    properties: { key_id: { type: "string" }, signing_key: { type: "string" } },
    required: ["key_id", "signing_key"],
  },
  secret: true,
});
