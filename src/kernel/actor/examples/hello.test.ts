/** An actor: a protocol, private state, one function per message. */
import { expect, test } from "bun:test";
import type { Actor, Handlers } from "../actor.ts";
import { ActorSystem } from "../system.ts";

interface GreeterProtocol {
  /** `void`: sent and not answered. */
  greet(name: string): void;
  /** Asked: the return type is the reply. */
  greeted(): readonly string[];
}

class Greeter implements Actor<GreeterProtocol> {
  readonly #names: string[] = [];

  readonly handlers: Handlers<GreeterProtocol> = {
    greet: (name) => void this.#names.push(name),
    greeted: () => this.#names,
  };
}

test("hello", async () => {
  const system = new ActorSystem();
  const greeter = system.spawn("greeter", () => new Greeter());

  greeter.send("greet", "Ada");
  greeter.send("greet", "Grace");

  expect(await greeter.ask("greeted")).toEqual(["Ada", "Grace"]); // in the order of sending
  await system.stop();
});
