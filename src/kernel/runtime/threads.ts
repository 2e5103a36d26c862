/**
 * Threads with their own event loop and heap. The entry file must be named as an entry point when the program is
 * compiled; `new URL("./x.ts", import.meta.url)` then finds it in the compiled file too.
 */
import {
  isMainThread,
  type MessagePort,
  parentPort,
  type Transferable,
  threadId,
  Worker,
  workerData,
} from "node:worker_threads";

/** Sends structured-clonable messages; what stands in `transfer` is moved and lost to the sender. */
export interface ThreadPort<Out, In> {
  post(message: Out, transfer?: readonly Transferable[]): void;
  /** One receiver at a time; messages that came before it is set are kept. */
  receive(onMessage: (message: In) => void): void;
  close(): void;
}

export type ThreadEnd =
  /** Somebody terminated it, or its work was over. */
  | { readonly kind: "ended"; readonly exitCode: number }
  /** An exception nobody caught. */
  | { readonly kind: "crashed"; readonly error: unknown };

export interface ThreadOptions<In> {
  readonly entry: URL;
  /** Seen in debuggers and profiles. */
  readonly name: string;
  /** What `thisThread().data` holds inside; ports in it must stand in `transfer` too. */
  readonly data: unknown;
  readonly transfer?: readonly Transferable[];
  readonly onMessage: (message: In) => void;
  /** Called once, when the thread is gone: nothing it was sent afterwards arrives. */
  readonly onEnd: (end: ThreadEnd) => void;
}

export interface Thread<Out> {
  readonly id: number;
  post(message: Out, transfer?: readonly Transferable[]): void;
  /** Ends the thread at once, whatever it does; resolves when it is gone and `onEnd` was called. */
  terminate(): Promise<void>;
}

export function startThread<Out, In>(options: ThreadOptions<In>): Thread<Out> {
  const { entry, name, data, transfer = [], onMessage, onEnd } = options;
  const worker = new Worker(entry, { workerData: data, transferList: [...transfer], name });
  let ended = false;
  const gone = Promise.withResolvers<void>();
  const end = (how: ThreadEnd): void => {
    if (ended) return;
    ended = true;
    onEnd(how);
  };
  worker.on("message", (message: In) => onMessage(message));
  worker.on("messageerror", (error) => end({ kind: "crashed", error }));
  worker.on("error", (error) => end({ kind: "crashed", error }));
  worker.on("exit", (exitCode) => {
    end({ kind: "ended", exitCode });
    gone.resolve();
  });
  return {
    id: worker.threadId,
    post: (message, moved = []) => {
      if (!ended) worker.postMessage(message, [...moved]);
    },
    terminate: async () => {
      await worker.terminate();
      await gone.promise;
    },
  };
}

export interface ThisThread<Out, In> extends ThreadPort<Out, In> {
  readonly id: number;
  readonly data: unknown;
}

/** The thread this code runs in, seen from inside; `undefined` in the main thread. */
export function thisThread<Out, In>(): ThisThread<Out, In> | undefined {
  if (isMainThread || parentPort === null) return undefined;
  return { id: threadId, data: workerData, ...portOver<Out, In>(parentPort) };
}

/** Wraps an end of a channel. It does not keep the process alive by itself. */
function portOver<Out, In>(port: MessagePort): ThreadPort<Out, In> {
  return {
    post: (message, transfer = []) => port.postMessage(message, [...transfer]),
    receive: (onMessage) => void port.on("message", onMessage),
    close: () => port.close(),
  };
}

/** CPU time of the calling thread alone; `undefined` where the runtime does not tell. */
export function threadCpuTimeUs(): number | undefined {
  const read = (process as { threadCpuUsage?: () => NodeJS.CpuUsage }).threadCpuUsage;
  if (read === undefined) return undefined;
  const { user, system } = read.call(process);
  return user + system;
}
