import { uploadCredentials } from "../options/keys.ts";
import { seconds, wholeNumber } from "../options/kinds.ts";
import { section } from "../options/option.ts";

export const upload = section("upload", "The upload endpoint.", () => ({
  maxConcurrentRequests: wholeNumber("max_concurrent_requests", { default: 100, doc: "Uploads at once." }),
  timeoutMs: seconds("timeout", { default: 300, doc: "How long one upload may take." }),
  maxAgeMs: seconds("max_age", {
    default: 3600,
    doc: "How long the signature of an upload location is valid.",
  }),
  credentials: uploadCredentials("credentials", {
    default: null,
    nullable: true,
    doc: "`{signing_key, verification_key}` for upload locations, encoded as in credentials.json.",
  }),
}));
