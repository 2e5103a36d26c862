import type { HttpClient, HttpClientListener, HttpClientRequest } from "../kernel/runtime/http.ts";
import type { PendingDeliveries } from "./pending-deliveries.ts";

/** Answers of what stands before an upstream that is not there. */
const NOT_THERE: ReadonlySet<number> = new Set([502, 503, 504]);

/** The connections over which a managed relay registers and asks, told of for what they say about the upstream. */
export function upstreamQuestions(
  client: HttpClient,
  pending: Pick<PendingDeliveries, "answered">,
): HttpClient {
  const send = (request: HttpClientRequest, tell: HttpClientListener): void =>
    client.send(request, (answer) => {
      pending.answered("questions", { isFailing: !answer.ok || NOT_THERE.has(answer.value.status) });
      tell(answer);
    });
  return {
    send,
    request: (request) => new Promise((resolve) => send(request, resolve)),
    forgetIdle: () => client.forgetIdle(),
    close: () => client.close(),
  };
}
