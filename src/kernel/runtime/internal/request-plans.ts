/** What the heads of one connection's requests mean for it. */
import { requestBodyLength } from "./http-framing.ts";
import { type HeadError, HeadParser, headerOf, type RequestHead } from "./http-head.ts";

export interface RequestPlan {
  readonly head: RequestHead;
  /** Where the body starts. */
  readonly headBytes: number;
  readonly length: number | "chunked";
  /** The `content-length` that was sent. */
  readonly announced: number | undefined;
  readonly keepAlive: boolean;
  readonly expectsContinue: boolean;
  /** The connection has said the same before, its length aside. */
  readonly isRepeated: boolean;
}

/** Reads a connection's heads one after the other: the next is often the same but for its length. */
export class RequestPlans {
  readonly #heads = new HeadParser();
  #plan: RequestPlan | undefined;

  /** The plan for a head that is whole in `input` and has come before; else `undefined`. */
  repeated(input: Buffer): RequestPlan | undefined {
    const plan = this.#plan;
    const headBytes = plan === undefined ? 0 : this.#heads.repeated(input);
    if (plan === undefined || headBytes === 0) return undefined;
    const { head, keepAlive, expectsContinue } = plan;
    const announced = this.#heads.repeatedLength ?? plan.announced;
    const length = announced ?? plan.length;
    return { head, headBytes, length, announced, keepAlive, expectsContinue, isRepeated: true };
  }

  /** The plan for the head that ends at `end`, or the status to refuse it with. */
  parse(input: Buffer, end: number): RequestPlan | HeadError {
    const head = this.#heads.request(input, end);
    if (typeof head === "number") return head;
    this.#plan = planRequest(head, end);
    return this.#plan ?? 400;
  }
}

/** `undefined`: nobody can tell where this request ends. */
export function planRequest(head: RequestHead, headBytes: number): RequestPlan | undefined {
  const length = requestBodyLength(head.headers, head.minorVersion);
  if (length === "invalid") return undefined;
  const connection = headerOf(head.headers, "connection")?.toLowerCase() ?? "";
  const isAnnounced = length !== "chunked" && headerOf(head.headers, "content-length") !== undefined;
  return {
    head,
    headBytes,
    length,
    announced: isAnnounced ? length : undefined,
    keepAlive: head.minorVersion === 1 ? !connection.includes("close") : connection.includes("keep-alive"),
    expectsContinue: headerOf(head.headers, "expect")?.toLowerCase() === "100-continue",
    isRepeated: false,
  };
}
