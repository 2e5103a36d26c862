import type { Credentials } from "../config/credentials/credentials.ts";
import type { Host } from "./host.ts";

/** Who a relay is, without what makes it so. */
export function printIdentity(host: Host, title: string, { id, publicKey }: Credentials): void {
  host.print(`${title}\n  relay id: ${id}\n  public key: ${publicKey}`);
}
