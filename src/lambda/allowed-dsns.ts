import type { Dsn } from "../domain/protocol/dsn.ts";

const LOOPBACK: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]"]);
/** Keys whose own host is remembered; a function uses one or a few. */
const MOST_KEYS = 100;

/**
 * Whom the tunnel forwards to. An open one would carry anything out of the sandbox to anywhere, so: the configured DSN;
 * keys and hosts that are listed; and without a list the configured DSN's host and Sentry's own.
 */
export class AllowedDsns {
  readonly #configured: Dsn | undefined;
  readonly #listed: ReadonlySet<string>;
  readonly #upstreamAuthority: string;
  readonly #bases = new Map<string, string>();

  constructor(options: {
    readonly configured: Dsn | undefined;
    readonly listed: readonly string[];
    /** Host of the configured upstream: what goes there needs no base of its own. */
    readonly upstreamAuthority: string;
  }) {
    this.#configured = options.configured;
    this.#listed = new Set(options.listed.map((entry) => entry.toLowerCase()));
    this.#upstreamAuthority = options.upstreamAuthority;
  }

  /** Of the DSN that the function's own events have, as far as the configuration tells. */
  get configuredKey(): string | undefined {
    return this.#configured?.publicKey;
  }

  /** Whether envelopes of this DSN are taken; remembers where they have to go. */
  admits(dsn: Dsn): boolean {
    if (!this.#allows(dsn)) return false;
    if (this.#meansConfigured(dsn)) return true;
    if (dsn.authority !== this.#upstreamAuthority && this.#bases.size < MOST_KEYS) {
      this.#bases.set(dsn.publicKey, `${dsn.scheme}://${dsn.authority}${dsn.pathPrefix}`);
    }
    return true;
  }

  /** Base URL of a key's own upstream, where it is not the configured one. */
  baseOf(publicKey: string): string | undefined {
    return this.#bases.get(publicKey);
  }

  /** Itself, or with its host rewritten to reach us. */
  #meansConfigured({ publicKey, authority }: Dsn): boolean {
    if (this.#configured?.publicKey !== publicKey) return false;
    return authority === this.#configured.authority || LOOPBACK.has(hostOf(authority));
  }

  #allows(dsn: Dsn): boolean {
    const { publicKey, authority } = dsn;
    const host = hostOf(authority);
    const configured = this.#configured;
    if (this.#meansConfigured(dsn)) return true;
    if (this.#listed.size > 0) return this.#listed.has(publicKey) || this.#listed.has(host);
    if (configured?.authority === authority) return true;
    return host === "sentry.io" || host.endsWith(".sentry.io");
  }
}

function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, "").toLowerCase();
}
