import type { ClientHints, RequestMeta } from "../domain/protocol/request-meta.ts";

const MOST_REMEMBERED = 1_000;
/** Of the texts that name a sender: longer ones are not worth their memory. */
const MOST_LENGTH = 500;

interface Made<T> {
  readonly meta: RequestMeta;
  readonly made: T;
}

/**
 * Keeps what was made of who sends: a client says the same about itself in every request, so header texts and the like
 * need be put together once. A result is shared by all who ask and must not be changed.
 */
export class SenderMemo<T> {
  readonly #make: (meta: RequestMeta) => T;
  readonly #known = new Map<string, Made<T>>();
  /** The same by the objects that stand for senders, where there is one: found without making a text. */
  readonly #bySender = new WeakMap<object, Made<T>>();

  /** @param make must depend on nothing but the fields that {@link isSameSender} compares */
  constructor(make: (meta: RequestMeta) => T) {
    this.#make = make;
  }

  of(meta: RequestMeta): T {
    const { sender } = meta;
    if (sender === undefined) return this.#byName(meta).made;
    const known = this.#bySender.get(sender);
    if (known !== undefined && isSameSender(known.meta, meta)) return known.made;
    const made = this.#byName(meta);
    if (known === undefined) this.#bySender.set(sender, made);
    return made.made;
  }

  #byName(meta: RequestMeta): Made<T> {
    const name = `${meta.dsn.publicKey} ${meta.forwardedFor}`;
    const known = this.#known.get(name);
    if (known !== undefined && isSameSender(known.meta, meta)) return known;
    const made = { meta, made: this.#make(meta) };
    const length = name.length + (meta.userAgent?.length ?? 0) + (meta.origin?.length ?? 0);
    if (length > MOST_LENGTH) return made;
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(name, made);
    return made;
  }
}

/** Whether two requests say the same about who sends what where: all that goes upstream of a {@link RequestMeta}. */
export function isSameSender(a: RequestMeta, b: RequestMeta): boolean {
  return (
    a.forwardedFor === b.forwardedFor &&
    a.remoteAddr === b.remoteAddr &&
    a.userAgent === b.userAgent &&
    a.client === b.client &&
    a.version === b.version &&
    a.origin === b.origin &&
    a.noCache === b.noCache &&
    a.dsn.publicKey === b.dsn.publicKey &&
    a.dsn.projectId === b.dsn.projectId &&
    a.dsn.authority === b.dsn.authority &&
    a.dsn.scheme === b.dsn.scheme &&
    a.dsn.pathPrefix === b.dsn.pathPrefix &&
    hasSameHints(a.clientHints, b.clientHints)
  );
}

function hasSameHints(a: ClientHints | undefined, b: ClientHints | undefined): boolean {
  return (
    a === b ||
    (a !== undefined &&
      b !== undefined &&
      a.sec_ch_ua === b.sec_ch_ua &&
      a.sec_ch_ua_platform === b.sec_ch_ua_platform &&
      a.sec_ch_ua_platform_version === b.sec_ch_ua_platform_version &&
      a.sec_ch_ua_model === b.sec_ch_ua_model)
  );
}
