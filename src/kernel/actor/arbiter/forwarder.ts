import type { Handlers } from "../actor.ts";
import type { Cell } from "../cell.ts";
import type { CellContext } from "../cell-context.ts";
import type { LocalAddress } from "../local-address.ts";
import type { ActorSystem } from "../system.ts";
import type { RemoteAddress } from "./remote-address.ts";

const forwarders = new WeakMap<RemoteAddress, Cell>();
const CAPACITY = 256;
let count = 0;
/** The asker's own deadline ends an ask; this only bounds what is kept for one that was forgotten. */
const FORWARDED_ASK_MS = 600_000;

/**
 * An actor here that passes everything on to an actor in another Arbiter: what a third Arbiter gets when such an address
 * is sent to it. One message at a time, so that the order holds and a full mailbox over there fills this one.
 */
export function forwarderFor(target: RemoteAddress, system: ActorSystem): Cell {
  const known = forwarders.get(target);
  if (known && known.state !== "stopped") return known;
  const name = `forward-${target.path.replaceAll("/", ".").slice(1)}-${++count}`;
  const address = system.spawn<object>(name, {
    mailbox: { capacity: CAPACITY, whenFull: "refuse", inFlight: 1 },
    handlers: forwarding(target) as Handlers<object>,
  }) as unknown as LocalAddress;
  target.onEnd(({ reason }) => void address.cell.terminate(reason));
  forwarders.set(target, address.cell);
  return address.cell;
}

function forwarding(target: RemoteAddress): Record<string, unknown> {
  const pass =
    (type: string) =>
    (message: unknown, ctx: CellContext): unknown => {
      if (ctx.asked) return target.askRaw(type, message, FORWARDED_ASK_MS);
      if (!target.offer(type, message)) ctx.sendWhenFree(target, type, [message], "\u0000sent");
      return undefined;
    };
  return new Proxy(
    {},
    {
      get: (_, type) =>
        type === "\u0000sent" ? () => undefined : typeof type === "string" ? pass(type) : undefined,
    },
  );
}
