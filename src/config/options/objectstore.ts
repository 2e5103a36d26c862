import * as v from "valibot";
import { textSchema } from "./kinds.ts";
import { expectedSecret, optionOf } from "./option.ts";

export interface ObjectstoreAuth {
  readonly keyId: string;
  readonly signingKey: string;
}

export const objectstoreAuth = optionOf<ObjectstoreAuth>({
  name: "`{key_id, signing_key}`",
  secret: true,
  schema: v.pipe(
    v.object({ key_id: textSchema, signing_key: textSchema }, expectedSecret("`{key_id, signing_key}`")),
    v.transform((raw) => ({ keyId: raw.key_id, signingKey: raw.signing_key })),
  ),
});
