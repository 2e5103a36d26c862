import { canonicalIp } from "../protocol/ip.ts";

/** An id of hex digits: equal in any case. */
export class HexId {
  readonly hex: string;

  constructor(hex: string) {
    this.hex = hex.toLowerCase();
  }
}

/** An IP address: equal however it is spelled. */
export class IpAddress {
  readonly text: string;

  /** @param text as {@link canonicalIp} spells it */
  private constructor(text: string) {
    this.text = text;
  }

  static parse(text: string): IpAddress | undefined {
    const canonical = canonicalIp(text);
    return canonical === undefined ? undefined : new IpAddress(canonical);
  }
}

/** What a condition can look at. */
export type FieldValue = string | number | bigint | boolean | HexId | IpAddress;

export type ReadField<S> = (subject: S) => FieldValue | undefined;

/** What conditions may ask of a kind of subject, by path: `event.release`. */
export interface Fields<S> {
  /** `undefined`: a path of something else. It is missing then. */
  field(path: string): ReadField<S> | undefined;
  /** The same for a path of many things, each of which has fields of its own. */
  list?(path: string): ListField<S> | undefined;
}

export interface ListField<S> {
  readonly items: (subject: S) => readonly unknown[] | undefined;
  readonly fields: Fields<unknown>;
}
