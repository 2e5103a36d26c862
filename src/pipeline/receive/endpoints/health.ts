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

/** `GET /api/relay/autoscaling/`: what a deployment is scaled by. A proxy has no such numbers. */
export const getAutoscaling: Endpoint = (_call, ctx) =>
  ctx.autoscaling === undefined
    ? text(404, "Autoscaling metrics not enabled")
    : ctx.autoscaling().then((numbers) => text(200, numbers));
