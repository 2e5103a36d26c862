import { type RawConnection, rawResponse } from "./raw-server.ts";

/** How an upstream can misbehave towards one request. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Answers as usual, but only after `ms`. */
  | { readonly kind: "slow"; readonly ms: number }
  /** Reads the request, then resets the connection. */
  | { readonly kind: "reset" }
  /** Reads the request, then answers bytes that are not HTTP. */
  | { readonly kind: "garbage"; readonly bytes?: string }
  /** Announces a longer body than it sends, then closes. */
  | { readonly kind: "truncate" }
  /** Never answers. */
  | { readonly kind: "black-hole" };

export interface FaultRule {
  readonly fault: Fault;
  /** Only requests whose path starts so; all without it. */
  readonly path?: string;
  /** Ends after that many requests; never without it. */
  readonly times?: number;
}

/** The faults in force, first match first. Plain data, so that another process can be told them. */
export class FaultScript {
  #rules: { readonly rule: FaultRule; left: number }[] = [];

  add(rule: FaultRule): void {
    this.#rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#rules = [];
  }

  next(path: string): Fault | undefined {
    const found = this.#rules.find(({ rule, left }) => left > 0 && path.startsWith(rule.path ?? "/"));
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.rule.fault;
  }
}

/** Carries a fault out. `answer` is the usual answer, which some faults only delay. */
export function playFault(fault: Fault, connection: RawConnection, answer: () => void): void {
  switch (fault.kind) {
    case "status":
      connection.send(rawResponse(fault.status, fault.headers, fault.body));
      return;
    case "slow":
      setTimeout(answer, fault.ms);
      return;
    case "reset":
      connection.reset();
      return;
    case "garbage":
      connection.send(fault.bytes ?? "\x00\x01 this is no HTTP\r\n\r\n");
      connection.close();
      return;
    case "truncate":
      connection.send("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{");
      connection.close();
      return;
    case "black-hole":
      return;
  }
}
