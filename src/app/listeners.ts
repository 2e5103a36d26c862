import type { Config } from "../config/config.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { HttpHandler, HttpServerOptions } from "../kernel/runtime/http.ts";
import { Listener, type ListenerProtocol } from "../pipeline/receive/listener.actor.ts";
import type { IngestExtras, IngestInit } from "./ingest-parts.ts";
import { listenFurther } from "./listen-further.ts";
import { HEADER_TIMEOUT_MS } from "./listen-internally.ts";

/** The largest body of any endpoint bounds the transport. */
function largestBody({ limits }: Config): number {
  return Math.max(
    limits.maxUploadSizeBytes + limits.maxAttachmentsSizeBytes,
    limits.maxEnvelopeSizeBytes,
    limits.maxCompressedSizeBytes,
  );
}

/** Listens for everybody. Rejects when the main address cannot be had. */
export async function startListeners(
  system: ActorSystem,
  deps: { readonly init: IngestInit; readonly extras: IngestExtras; readonly handler: HttpHandler },
): Promise<Address<ListenerProtocol>> {
  const { init, extras, handler } = deps;
  const { config, host, index } = init;
  const { maxConnections, idleTimeoutMs, keepaliveTimeoutMs } = config.limits;
  const common: Omit<HttpServerOptions, "handler" | "host" | "port"> = {
    headerTimeoutMs: HEADER_TIMEOUT_MS,
    idleTimeoutMs: idleTimeoutMs ?? 0,
    tcpKeepAliveMs: keepaliveTimeoutMs,
    maxBodyBytes: largestBody(config),
  };
  const listener: Address<ListenerProtocol> = system.spawn(
    "listener",
    () =>
      new Listener({
        handler,
        options: {
          ...common,
          host,
          port: init.port,
          // A single one shares too: the reference, which shares, can take the port back at once.
          sharePort: index === 0 ? "claim" : "join",
          ...(maxConnections === null ? {} : { maxConnections }),
        },
      }),
    { restart: "never" },
  );
  await system.ready(listener);
  const { port } = await listener.ask("address");
  await listenFurther(system, handler, {
    ports: (extras.alsoPorts ?? []).map((further) => ({ host, port: further })),
    loopback: extras.alsoHost === undefined ? undefined : { host: extras.alsoHost, port },
    options: common,
  });
  return listener;
}
