/** A process has an order in which it starts, and the reverse in which it stops: gracefully until a deadline. */
import { expect, test } from "bun:test";
import { Controller } from "../controller.ts";
import { ActorSystem } from "../system.ts";

test("start in order, stop in reverse", async () => {
  const said: string[] = [];
  const controller = new Controller({ gracefulMs: 10_000 });
  // With a runtime: controller.signals(onSignal, { SIGTERM: "graceful", SIGINT: "immediate" });

  const system = await controller.start(
    "actors",
    () => new ActorSystem(),
    (actors, mode, leftMs) => actors.stop(mode, leftMs),
  );
  const door = system.spawn("controller", controller.actor); // actors may ask for the end, too
  await controller.start(
    "listener",
    () => said.push("listening"),
    (_, mode) => void said.push(`closed (${mode})`),
  );

  door.send("shutdown", { mode: "graceful", why: "nothing left to do" });
  const report = await controller.ended;

  expect(said).toEqual(["listening", "closed (graceful)"]);
  expect(report).toEqual({ mode: "graceful", abandoned: [], failed: [] });
});
