import { log } from "../../telemetry/log.ts";
import type { StopMode } from "../stopping.ts";
import { ActorSystem, type SystemOptions } from "../system.ts";
import type { ArbiterData } from "./arbiter.ts";
import { encodeFault } from "./encode.ts";
import type { Batch, Frame } from "./frames.ts";
import { Link } from "./link.ts";

/** The thread this runs in, seen from inside. `enterThread` of the runtime folder gives one. */
export interface InsideThread {
  readonly data: unknown;
  post(batch: Batch, transfer?: readonly ArrayBuffer[]): void;
  receive(onMessage: (batch: Batch) => void): void;
}

/**
 * The body of an Arbiter's entry file: builds the actors, and returns the addresses that the owner may use.
 *
 *     runInside<Init, Exports>(thread, async (system, init) => ({ echo: system.spawn("echo", () => new Echo(init)) }));
 */
export function runInside<Init, Exports>(
  thread: InsideThread,
  boot: (system: ActorSystem, init: Init) => Exports | Promise<Exports>,
  options: Omit<SystemOptions, "arbiter" | "onEscalated"> = {},
): ActorSystem {
  const { name, init } = thread.data as ArbiterData;
  const system = new ActorSystem({
    ...options,
    arbiter: name,
    onEscalated: (error) => link.control(["escalated", encodeFault(error)]),
  });
  const link = new Link({ system, port: thread, onControl: (frame) => control(frame) });
  const control = (frame: Frame): void => {
    if (frame[0] === "ping") link.control(["pong", frame[1]]);
    else if (frame[0] === "watching") system.watching = frame[1];
    else if (frame[0] === "stop") void stop(frame[1], frame[2]);
  };
  const stop = async (mode: StopMode, deadlineMs: number): Promise<void> => {
    await system.stop(mode, deadlineMs).catch((error: unknown) => {
      log("error", "baton::actor", "an Arbiter failed to stop", { arbiter: name, error: String(error) });
    });
    link.control(["stopped"]);
    // The port is closed by the owner, who ends the thread once it has heard.
  };
  thread.receive((batch) => link.receive(batch));
  Promise.resolve()
    .then(() => boot(system, link.decodeValue(init) as Init))
    .then(
      (exports) => link.control(["ready", link.encodeValue(exports)]),
      (error: unknown) => link.control(["failed", encodeFault(error)]),
    );
  return system;
}
