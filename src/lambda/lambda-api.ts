import type { Fault } from "../kernel/base/fault.ts";
import type { Result } from "../kernel/base/result.ts";
import type { RunningDataPath } from "./aws-extension.protocol.ts";
import type { ApiAnswer, LifecycleEvent, Registration } from "./extensions-api.ts";

export type ApiCall = Promise<Result<ApiAnswer, Fault>>;

/** Lambda's local HTTP APIs, as far as an extension uses them. Calls never reject. */
export interface LambdaApi {
  register(extensionName: string, events: readonly LifecycleEvent[]): ApiCall;
  /** Resolves when something happens: possibly after hours, so it has no time limit of its own. */
  next(identifier: string): ApiCall;
  subscribe(identifier: string, body: string): ApiCall;
}

/**
 * What must outlive a crash of the AwsExtension actor, kept by its owner: Lambda registers a name once, and a poll that
 * is under way must not be doubled.
 */
export interface ExtensionSession {
  registration?: Registration;
  /** Whether INVOKE is ours to gate; managed instances and `flush: shutdown` have SHUTDOWN alone. */
  events: readonly LifecycleEvent[];
  /** The poll under way. */
  poll?: ApiCall | undefined;
  subscribed: boolean;
  /** The data path, while there is one. */
  up?: RunningDataPath | undefined;
}

export function newSession(): ExtensionSession {
  return { events: [], subscribed: false };
}
