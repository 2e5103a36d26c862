/**
 * Threads with their own event loop and heap. The entry file must be named as an entry point when the program is
 * compiled; `new URL("./x.ts", import.meta.url)` then finds it in the compiled file too. Implementations:
 * `threads.bun.ts`, `threads.node.ts`.
 */

/** Sends structured-clonable messages; what stands in `transfer` is moved and lost to the sender. */
export interface ThreadPort<Out, In> {
  post(message: Out, transfer?: readonly ArrayBuffer[]): void;
  /** One receiver at a time; messages that came before it is set are kept. */
  receive(onMessage: (message: In) => void): void;
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
  /** What the thread finds as `data`. */
  readonly data: unknown;
  readonly transfer?: readonly ArrayBuffer[];
  readonly onMessage: (message: In) => void;
  /** Called once, when the thread is gone: nothing it was sent afterwards arrives. */
  readonly onEnd: (end: ThreadEnd) => void;
}

export interface Thread<Out> {
  post(message: Out, transfer?: readonly ArrayBuffer[]): void;
  /** Ends the thread at once, whatever it does; resolves when it is gone and `onEnd` was called. */
  terminate(): Promise<void>;
}

/** The thread this code runs in, seen from inside. */
export interface ThisThread<Out, In> extends ThreadPort<Out, In> {
  readonly data: unknown;
}

export type StartThread = <Out, In>(options: ThreadOptions<In>) => Thread<Out>;

/** Runs `body` with the thread this code runs in, once its data is there; never in the main thread. */
export type EnterThread = <Out, In>(body: (thread: ThisThread<Out, In>) => void) => void;
