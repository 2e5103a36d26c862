import { startThread } from "#threads";
import type { ArbiterOptions } from "./arbiter.ts";
import type { Batch } from "./frames.ts";

/** Starts an Arbiter's thread from an entry file, whose body is `runInside`. */
export function onThread(entry: URL, name: string): ArbiterOptions<unknown>["start"] {
  return ({ data, transfer, onMessage, onEnd }) =>
    startThread<Batch, Batch>({
      entry,
      name,
      data,
      transfer,
      onMessage,
      onEnd: (end) =>
        onEnd(end.kind === "crashed" ? end.error : new Error(`ended with code ${end.exitCode}`)),
    });
}
