import type { Endpoint } from "../call.ts";
import { json, text } from "../responses.ts";

/** Liveness and readiness. Live: whoever can answer is. */
export const getHealth: Endpoint = (call, ctx) => {
  const kind = call.params.kind ?? "live";
  if (kind !== "live" && kind !== "ready") {
    return text(400, `Invalid URL: unknown variant \`${kind}\`, expected \`live\` or \`ready\``);
  }
  const isHealthy = kind === "live" || ctx.isReady();
  return json(isHealthy ? 200 : 503, { is_healthy: isHealthy });
};

/** `GET /api/relay/autoscaling/`: a proxy has no metrics to scale by. */
export const getAutoscaling: Endpoint = () => text(404, "Autoscaling metrics not enabled");
