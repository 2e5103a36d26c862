import { ipFamily } from "../../base/ip-address.ts";

/** Resolves a name to addresses, in the order to try them. */
export type Lookup = (name: string) => Promise<readonly string[]>;

/** The system's resolver, with /etc/hosts and the system's order of families. */
const systemLookup: Lookup = async (name) => {
  const { lookup } = process.getBuiltinModule("node:dns/promises"); // not needed for addresses, nor at a start
  const found = await lookup(name, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

const MAX_NAMES = 1000;

/** Keeps answers for `ttlMs`, failures not at all; askers of the same name share one lookup. */
export class DnsCache {
  readonly #lookup: Lookup;
  readonly #ttlMs: number;
  readonly #answers = new Map<string, { readonly addresses: readonly string[]; readonly untilMs: number }>();
  readonly #running = new Map<string, Promise<readonly string[]>>();

  constructor(ttlMs: number, lookup: Lookup = systemLookup) {
    this.#ttlMs = ttlMs;
    this.#lookup = lookup;
  }

  /** Rejects with the resolver's error. */
  resolve(name: string): Promise<readonly string[]> | readonly string[] {
    if (ipFamily(name) !== 0) return [name];
    const known = this.#answers.get(name);
    if (known !== undefined && known.untilMs > performance.now()) return known.addresses;
    const running = this.#running.get(name) ?? this.#ask(name);
    this.#running.set(name, running);
    return running;
  }

  /** Asks again next time: after a thaw, or when no address answered. */
  forget(name?: string): void {
    if (name === undefined) this.#answers.clear();
    else this.#answers.delete(name);
  }

  async #ask(name: string): Promise<readonly string[]> {
    try {
      const addresses = await this.#lookup(name);
      if (this.#ttlMs > 0) {
        if (this.#answers.size >= MAX_NAMES) this.#answers.clear();
        this.#answers.set(name, { addresses, untilMs: performance.now() + this.#ttlMs });
      }
      return addresses;
    } finally {
      this.#running.delete(name);
    }
  }
}
