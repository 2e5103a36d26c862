import { type CityResponse, Reader } from "mmdb-lib";
import type { Geo } from "./normalize/geo.ts";

/** Addresses whose place is remembered: the same clients come again and again. */
const REMEMBERED = 10_000;

/** Places of addresses by a MaxMind database. Addresses that it does not know, and what is no address, are nowhere. */
export class GeoDatabase {
  readonly #reader: Reader<CityResponse>;
  readonly #known = new Map<string, Geo | undefined>();

  /** @throws Error when the bytes are no such database */
  constructor(bytes: Uint8Array) {
    this.#reader = new Reader<CityResponse>(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  find(ip: string): Geo | undefined {
    if (this.#known.has(ip)) return this.#known.get(ip);
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    const geo = this.#look(ip);
    this.#known.set(ip, geo);
    return geo;
  }

  #look(ip: string): Geo | undefined {
    const place = this.#reader.get(ip);
    if (place === null) return undefined;
    const geo = {
      country_code: place.country?.iso_code,
      city: place.city?.names?.en,
      subdivision: place.subdivisions?.[0]?.names?.en,
      region: place.country?.names?.en,
    };
    return Object.fromEntries(Object.entries(geo).filter(([, value]) => value !== undefined));
  }
}
