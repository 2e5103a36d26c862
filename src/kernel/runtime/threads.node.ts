import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import type { EnterThread, StartThread, ThreadEnd } from "./threads.ts";

export const startThread: StartThread = (options) => {
  const { entry, name, data, transfer = [], onMessage, onEnd } = options;
  const worker = new Worker(entry, { workerData: data, transferList: [...transfer], name });
  let ended = false;
  const gone = Promise.withResolvers<void>();
  const end = (how: ThreadEnd): void => {
    if (ended) return;
    ended = true;
    onEnd(how);
  };
  worker.on("message", onMessage);
  worker.on("messageerror", (error) => end({ kind: "crashed", error }));
  worker.on("error", (error) => end({ kind: "crashed", error }));
  worker.on("exit", (exitCode) => {
    end({ kind: "ended", exitCode });
    gone.resolve();
  });
  return {
    post: (message, moved = []) => {
      if (!ended) worker.postMessage(message, [...moved]);
    },
    terminate: async () => {
      await worker.terminate();
      await gone.promise;
    },
  };
};

export const enterThread: EnterThread = (body) => {
  const port = parentPort;
  if (isMainThread || port === null) return;
  body({
    data: workerData,
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    receive: (onMessage) => void port.on("message", onMessage),
  });
};
