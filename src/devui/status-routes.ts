import type { ActorStats } from "../kernel/actor/stats.ts";
import { failure, json } from "./responses.ts";
import type { DevuiHandler } from "./routes.ts";

/** What a relay that keeps nothing answers on its control socket: that it is there, and how its actors are. */
export function statusRoutes(actors: () => Promise<readonly ActorStats[]>): DevuiHandler {
  return ({ path }) => {
    if (path === "/health") return { status: 200, body: "OK" };
    if (path === "/local/topology") return actors().then((all) => json({ actors: all }));
    return failure(404, "this relay keeps nothing to look at; the local receiver (`baton dev`) does");
  };
}
