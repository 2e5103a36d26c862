/** Handlers never wait. Work that takes time is piped back as a message, and `inFlight` bounds how much of it there is. */
import { expect, test } from "bun:test";
import type { Actor, Handlers } from "../actor.ts";
import type { Piped } from "../context.ts";
import { TestSystem } from "../testkit/test-system.ts";

interface CacheProtocol {
  get(key: string): string;
}

interface CacheInternal extends CacheProtocol {
  fetched(result: Piped<{ key: string; value: string }>): void;
}

/** Many askers, one fetch: while it runs, they wait for the same promise. */
class Cache implements Actor<CacheInternal> {
  readonly mailbox = { capacity: 100, whenFull: "refuse" as const, inFlight: 4 };
  readonly #waiting = new Map<string, PromiseWithResolvers<string>>();
  readonly #fetch: (key: string) => Promise<string>;

  constructor(fetch: (key: string) => Promise<string>) {
    this.#fetch = fetch;
  }

  readonly handlers: Handlers<CacheInternal> = {
    get: (key, ctx) => {
      const known = this.#waiting.get(key);
      if (known) return known.promise;
      const reply = Promise.withResolvers<string>();
      this.#waiting.set(key, reply);
      ctx.pipe(
        this.#fetch(key).then((value) => ({ key, value })),
        "fetched",
      );
      return reply.promise;
    },
    fetched: (result) => {
      if (result.ok) this.#waiting.get(result.value.key)?.resolve(result.value.value);
    },
  };
}

test("two questions, one fetch", async () => {
  const fetched: string[] = [];
  const system = TestSystem.start();
  const cache = system.spawn<CacheProtocol>(
    () =>
      new Cache(async (key) => {
        fetched.push(key);
        return key.toUpperCase();
      }) as never,
  );

  const answers = [cache.ask("get", "a"), cache.ask("get", "a"), cache.ask("get", "b")];
  await system.settle();

  expect(await Promise.all(answers)).toEqual(["A", "A", "B"]);
  expect(fetched).toEqual(["a", "b"]);
  await system.stop();
});
