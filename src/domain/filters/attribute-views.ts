import type { JsonObject } from "../../kernel/base/json/value.ts";
import { type Fields, IpAddress, type ReadField } from "../conditions/field.ts";
import { member, scalarOf } from "../event/read.ts";
import type { Browser, Filterable } from "./filterable.ts";
import type { FilterView } from "./project-filters.ts";

/** A span, log or metric: what there is to know of it lies in attributes. */
export interface Attributed {
  readonly value: JsonObject;
  /** Who sent it, as the envelope says. */
  readonly clientIp: string | undefined;
  /** What its container lets be inferred of it where it does not say itself. */
  readonly inferred: { readonly ip: string | undefined; readonly userAgent: string | undefined };
}

export const LOG_VIEW = viewOf("log.", { body: ({ value }) => scalarOf(member(value, "body")) });
export const TRACE_METRIC_VIEW = viewOf("trace_metric.", {
  name: ({ value }) => scalarOf(member(value, "name")),
});
export const SPAN_VIEW = viewOf("span.", {
  name: ({ value }) => scalarOf(member(value, "name")),
  status: ({ value }) => scalarOf(member(value, "status")),
});

function viewOf(
  prefix: string,
  members: Readonly<Record<string, ReadField<Attributed>>>,
): FilterView<Attributed> {
  const fields: Fields<Attributed> = {
    field(path) {
      if (path === "envelope.client_ip") return ({ clientIp }) => IpAddress.parse(clientIp ?? "");
      if (!path.startsWith(prefix)) return undefined;
      const name = path.slice(prefix.length);
      if (Object.hasOwn(members, name)) return members[name];
      const [, key] = /^attributes\.(.+)\.value$/s.exec(name) ?? [];
      return key === undefined ? undefined : ({ value }) => scalarOf(attribute(value, key));
    },
  };
  return { fields, filterable: (subject) => new FilterableAttributes(subject) };
}

function attribute(value: JsonObject, key: string): unknown {
  return member(member(member(value, "attributes"), key), "value");
}

class FilterableAttributes implements Filterable {
  readonly exception = undefined;
  readonly blockedOrigins = undefined;
  readonly #subject: Attributed;

  constructor(subject: Attributed) {
    this.#subject = subject;
  }

  get release(): string | undefined {
    return this.#text("sentry.release");
  }

  get ipAddress(): string | undefined {
    if (attribute(this.#subject.value, "sentry.is_localhost") === true) return "127.0.0.1";
    const { ip } = this.#subject.inferred;
    const address = this.#text("client.address");
    return address === "{{auto}}" ? this.#subject.clientIp : (address ?? ip);
  }

  get url(): string | undefined {
    return this.#text("url.full");
  }

  header(): undefined {
    return undefined;
  }

  get userAgent(): string | undefined {
    return this.#text("user_agent.original") ?? this.#subject.inferred.userAgent;
  }

  get browser(): Browser | undefined {
    const family = this.#text("browser.name") ?? this.#text("sentry.browser.name");
    if (family === undefined) return undefined;
    const version = this.#text("browser.version") ?? this.#text("sentry.browser.version");
    return { family, major: version?.split(".", 1)[0] };
  }

  get transaction(): string | undefined {
    return this.#text("sentry.segment.name");
  }

  errorTexts(): readonly string[] {
    return [];
  }

  #text(key: string): string | undefined {
    const value = attribute(this.#subject.value, key);
    return typeof value === "string" ? value : undefined;
  }
}
