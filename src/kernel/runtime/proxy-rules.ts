/** Which proxy a request goes through, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY mean it. */
import type { BlockList } from "node:net";
import { ipFamily } from "../base/ip-address.ts";

export interface ProxyAddress {
  readonly host: string;
  readonly port: number;
  /** `Basic …`, from user and password in the proxy's URL. */
  readonly authorization: string | undefined;
}

/** Parses `http://[user:password@]host[:port]`, also without the scheme; `undefined` when it is neither. */
export function parseProxy(url: string): ProxyAddress | undefined {
  const found = /^(?:http:\/\/)?(?:([^@/]*)@)?(\[[0-9a-f:.]+\]|[^:/@[\]]+)(?::(\d{1,5}))?\/?$/i.exec(
    url.trim(),
  );
  if (found === null) return undefined;
  const [, user, host = "", port] = found;
  const secret = user === undefined ? undefined : Buffer.from(decodeUser(user)).toString("base64");
  return {
    host: host.replace(/^\[|\]$/g, ""),
    port: port === undefined ? 80 : Number(port),
    authorization: secret === undefined ? undefined : `Basic ${secret}`,
  };
}

function decodeUser(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}

/** `*` for all; names with their subdomains, addresses, networks (`10.0.0.0/8`), each with an optional port. */
export class NoProxy {
  readonly #all: boolean;
  readonly #names: { readonly name: string; readonly port: number | undefined }[] = [];
  /** Made for the first network: node:net costs 2 ms of a start. */
  #networks: BlockList | undefined;

  constructor(list: string) {
    const entries = list.split(",").map((entry) => entry.trim().toLowerCase());
    this.#all = entries.includes("*");
    for (const entry of entries) this.#add(entry);
  }

  bypasses(host: string, port: number): boolean {
    if (this.#all) return true;
    const name = host.toLowerCase();
    const family = ipFamily(name);
    if (family !== 0 && this.#networks?.check(name, family === 6 ? "ipv6" : "ipv4")) return true;
    return this.#names.some((rule) => {
      if (rule.port !== undefined && rule.port !== port) return false;
      return name === rule.name || (family === 0 && name.endsWith(`.${rule.name}`));
    });
  }

  #add(entry: string): void {
    const [, address = "", bits] = /^([0-9a-f:.]+)\/(\d{1,3})$/.exec(entry) ?? [];
    const family = ipFamily(address);
    if (family !== 0 && bits !== undefined && Number(bits) <= (family === 6 ? 128 : 32)) {
      this.#networks ??= new (process.getBuiltinModule("node:net").BlockList)();
      this.#networks.addSubnet(address, Number(bits), family === 6 ? "ipv6" : "ipv4");
      return;
    }
    if (ipFamily(entry) !== 0) {
      this.#names.push({ name: entry, port: undefined });
      return;
    }
    const [, host = "", port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [];
    const name = host.replace(/^\[|\]$/g, "").replace(/^\*?\./, "");
    if (name !== "") this.#names.push({ name, port: port === undefined ? undefined : Number(port) });
  }
}
