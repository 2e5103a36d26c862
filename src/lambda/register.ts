import { isManagedInstances, type LambdaEnvironment } from "./environment.ts";
import { type ApiRefusal, type LifecycleEvent, parseRegistration, refusesInvoke } from "./extensions-api.ts";
import type { ExtensionSession, LambdaApi } from "./lambda-api.ts";

const ATTEMPTS = 3;

/**
 * Registers and fills the session. A refused INVOKE (managed instances that did not say so in the environment) is asked
 * for no more; a call without an answer, or with a 5xx, is made again.
 * @returns why the platform does not want us; `undefined` when registered
 */
export async function register(
  deps: {
    readonly api: LambdaApi;
    readonly session: ExtensionSession;
    readonly environment: LambdaEnvironment;
  },
  wanted: "all" | "shutdown",
): Promise<ApiRefusal | undefined> {
  const shutdownOnly = wanted === "shutdown" || isManagedInstances(deps.environment);
  let events: readonly LifecycleEvent[] = !shutdownOnly ? ["INVOKE", "SHUTDOWN"] : ["SHUTDOWN"];
  let refusal: ApiRefusal = { status: 0, errorType: "NoAnswer", message: "" };
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const answer = await deps.api.register(deps.environment.extensionName, events);
    if (!answer.ok) continue;
    const registration = parseRegistration(answer.value);
    if (registration.ok) {
      deps.session.registration = registration.value;
      deps.session.events = events;
      return undefined;
    }
    refusal = registration.error;
    if (refusesInvoke(refusal) && events.length > 1) events = ["SHUTDOWN"];
    else if (refusal.status < 500) break;
  }
  return refusal;
}

/** For a log line. */
export function describe(refusal: ApiRefusal): string {
  return `${refusal.status} ${refusal.errorType}`;
}
