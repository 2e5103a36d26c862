import type { RelayInfo } from "../../domain/auth/signed-request.ts";
import type { GateKeeper } from "../upstream/protocol.ts";

/**
 * Where a relay stands with its upstream. `renewing`: registered, and about to be so again; requests flow. `denied`:
 * the upstream does not want this relay, and will not be asked again.
 */
export type RegistrationState = "registering" | "registered" | "renewing" | "denied";

export interface RelayAuthProtocol extends GateKeeper {
  state(): RegistrationState;
}

export interface RelayKeysProtocol {
  /**
   * Who these relays are, in the order asked; `null` for one that nobody knows, or nobody could be asked about in
   * time. Waits for the upstream, at most `limits.query_timeout`.
   */
  find(request: { readonly relayIds: readonly string[] }): readonly (RelayInfo | null)[];
}
