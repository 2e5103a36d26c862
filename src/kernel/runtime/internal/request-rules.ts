/** What a request's head means for its connection. */
import { requestBodyLength } from "./http-framing.ts";
import { headerOf, type RequestHead } from "./http-head.ts";

export interface RequestPlan {
  readonly head: RequestHead;
  readonly length: number | "chunked";
  /** The `content-length` that was sent. */
  readonly announced: number | undefined;
  readonly keepAlive: boolean;
  readonly expectsContinue: boolean;
}

/** `undefined`: nobody can tell where this request ends. */
export function planRequest(head: RequestHead): RequestPlan | undefined {
  const length = requestBodyLength(head.headers, head.minorVersion);
  if (length === "invalid") return undefined;
  const connection = headerOf(head.headers, "connection")?.toLowerCase() ?? "";
  const isAnnounced = length !== "chunked" && headerOf(head.headers, "content-length") !== undefined;
  return {
    head,
    length,
    announced: isAnnounced ? length : undefined,
    keepAlive: head.minorVersion === 1 ? !connection.includes("close") : connection.includes("keep-alive"),
    expectsContinue: headerOf(head.headers, "expect")?.toLowerCase() === "100-continue",
  };
}

/** Empty lines before a request are no part of it. */
export function withoutLeadingLines(input: Buffer): Buffer {
  let start = 0;
  while (input[start] === 13 && input[start + 1] === 10) start += 2;
  return start === 0 ? input : input.subarray(start);
}

/** Whatever follows, this will not become a request. */
export function isHopeless(input: Buffer, scanned: number): boolean {
  const first = input[0] as number;
  if ((first <= 32 && first !== 13) || first >= 127) return true;
  return input.includes("\n\n", Math.max(0, scanned - 1), "latin1");
}
