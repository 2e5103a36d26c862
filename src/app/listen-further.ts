import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HttpHandler, HttpServerOptions } from "../kernel/runtime/http.ts";
import { log } from "../kernel/telemetry/log.ts";
import { Listener } from "../pipeline/receive/listener.actor.ts";

type Place = Pick<HttpServerOptions, "host" | "port">;

/**
 * Listens on further addresses with the same handler, and does without one that cannot be had: silently for `loopback`
 * (a machine without IPv6), with a line in the log for a port in use.
 */
export async function listenFurther(
  system: ActorSystem,
  handler: HttpHandler,
  further: {
    readonly ports: readonly Place[];
    readonly loopback: Place | undefined;
    readonly options: Omit<HttpServerOptions, "handler" | "host" | "port">;
  },
): Promise<void> {
  const { ports, loopback, options } = further;
  const places = loopback ? [...ports, loopback] : ports;
  for (const [index, place] of places.entries()) {
    const listener = system.spawn(
      `listener-${index + 2}`,
      () => new Listener({ handler, options: { ...options, ...place } }),
      { restart: "never" },
    );
    await system.ready(listener).catch((error: unknown) => {
      if (place === loopback) return;
      log("error", "baton::app", "cannot listen on a further port", {
        port: place.port,
        error: String(error),
      });
    });
  }
}
