/**
 * Over Bun's own workers: node:worker_threads around them costs each thread 2 MB and a millisecond. What they lack is
 * done here: the data is the first message, and messages that come before a receiver are kept.
 */
import type { EnterThread, StartThread, ThreadEnd } from "./threads.ts";

export const startThread: StartThread = (options) => {
  const { entry, name, data, transfer = [], onMessage, onEnd } = options;
  const worker = new Worker(entry.href, { name });
  let ended = false;
  const gone = Promise.withResolvers<void>();
  const end = (how: ThreadEnd): void => {
    if (ended) return;
    ended = true;
    onEnd(how);
  };
  worker.addEventListener("message", (event) => onMessage(event.data));
  worker.addEventListener("messageerror", () =>
    end({ kind: "crashed", error: new Error("unreadable message") }),
  );
  worker.addEventListener("error", ({ error, message }) => {
    end({ kind: "crashed", error: error ?? new Error(message) });
  });
  worker.addEventListener("close", ({ code }) => {
    end({ kind: "ended", exitCode: code });
    gone.resolve();
  });
  worker.postMessage(data, [...transfer]);
  return {
    post: (message, moved = []) => {
      if (!ended) worker.postMessage(message, [...moved]);
    },
    terminate: () => {
      worker.terminate();
      return gone.promise;
    },
  };
};

interface WorkerScope {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
}

export const enterThread: EnterThread = (body) => {
  if (Bun.isMainThread) return;
  const scope = globalThis as unknown as WorkerScope;
  const waiting: unknown[] = [];
  let take = (message: unknown): void => void waiting.push(message);
  scope.onmessage = ({ data }) => {
    scope.onmessage = (event) => take(event.data);
    body({
      data,
      post: (message, transfer = []) => scope.postMessage(message, transfer),
      receive: (onMessage) => {
        take = onMessage as typeof take;
        for (const message of waiting.splice(0)) take(message);
      },
    });
  };
};
