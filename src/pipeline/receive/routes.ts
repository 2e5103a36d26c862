import { postEnvelope } from "./endpoints/envelope.ts";
import { getHealth } from "./endpoints/health.ts";
import type { Route } from "./router.ts";

/** Every endpoint of our own; what matches none is forwarded upstream when it lies below `/api/`. */
export const ROUTES: readonly Route[] = [
  { path: "/api/{project}/envelope/", methods: ["POST"], audience: "ingest", endpoint: postEnvelope },

  { path: "/api/0/relays/live/", methods: ["GET"], audience: "relay", endpoint: getHealth },
  { path: "/api/relay/healthcheck/{kind}/", methods: ["GET"], audience: "health", endpoint: getHealth },
];
