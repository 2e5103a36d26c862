import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import type { Managed } from "../../managed.ts";
import type { Span } from "./span.ts";

const SPAN_ID = /^[0-9a-f]{16}$/;

/** The span that an attachment belongs to; `undefined`: none, it stands alone. */
export function spanIdOf(item: Item): string | undefined {
  const id = item.isSpanAttachment ? item.headers.string("span_id")?.toLowerCase() : undefined;
  return id !== undefined && SPAN_ID.test(id) ? id : undefined;
}

/** Attachments that share what becomes of their spans. */
export class Attachments {
  readonly #items: Managed<Item>;

  constructor(items: Managed<Item>) {
    this.#items = items;
  }

  /** Drops spans as `check` has it, and what belongs to them with them. */
  followAll(spans: Managed<Span>, check: (span: Span) => Rejection | undefined): void {
    const dropped: { readonly id: unknown; readonly rejection: Rejection }[] = [];
    spans.retain((span) => {
      const rejection = check(span);
      if (rejection !== undefined) dropped.push({ id: span.id, rejection });
      return rejection;
    });
    if (dropped.length === 0) return;
    this.#items.retain((item) => {
      const spanId = spanIdOf(item);
      return spanId === undefined ? undefined : dropped.find(({ id }) => id === spanId)?.rejection;
    });
  }

  /** Drops what belongs to a span that is not here. */
  dropStray(spans: readonly Span[]): void {
    this.#items.retain((item) => {
      const spanId = spanIdOf(item);
      const isHome = spanId === undefined || spans.some(({ id }) => id === spanId);
      return isHome ? undefined : invalid("invalid_span_attachment");
    });
  }
}
