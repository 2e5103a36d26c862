import { COMPATIBLE_VERSION } from "../config/version.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { ReceiveContext } from "../pipeline/receive/call.ts";
import { createHandler, type HandlerOptions } from "../pipeline/receive/handler.ts";
import { Listener, type ListenerProtocol } from "../pipeline/receive/listener.actor.ts";
import { ROUTES } from "../pipeline/receive/routes.ts";

/** What `server` says in every answer. */
export const SERVER = `sentry-relay/${COMPATIBLE_VERSION}`;
export const HEADER_TIMEOUT_MS = 5_000;

/** The internal listener: an address of its own for operators, who find health, scaling and metrics there. */
export interface InternalPlace {
  readonly host: string;
  readonly port: number;
  /** Asked before the routes. */
  readonly before?: NonNullable<HandlerOptions["before"]>;
}

/** Listens for operators alone. Rejects with a Fault when the address cannot be had. */
export async function listenInternally(
  system: ActorSystem,
  ctx: ReceiveContext,
  { host, port, before }: InternalPlace,
): Promise<Address<ListenerProtocol>> {
  const handler = createHandler({
    ctx,
    routes: ROUTES,
    side: "internal",
    server: SERVER,
    ...(before ? { before } : {}),
  });
  const options = { host, port, headerTimeoutMs: HEADER_TIMEOUT_MS, idleTimeoutMs: 0, maxBodyBytes: 0 };
  const listener = system.spawn(
    "internal-listener",
    () => new Listener({ handler, label: " [internal]", options }),
    { restart: "never" },
  );
  await system.ready(listener);
  return listener;
}
