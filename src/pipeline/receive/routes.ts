import type { Endpoint } from "./call.ts";
import { postAttachments } from "./endpoints/attachments.ts";
import { cron } from "./endpoints/cron.ts";
import { postEnvelope } from "./endpoints/envelope.ts";
import { getAutoscaling, getHealth } from "./endpoints/health.ts";
import { postNel, postOtlpLogs, postOtlpTraces, postVercelLogs } from "./endpoints/integrations.ts";
import { postMinidump } from "./endpoints/minidump.ts";
import { postMetrics, postProjectConfigs, postPublicKeys } from "./endpoints/relays.ts";
import { postSecurity } from "./endpoints/security.ts";
import { store } from "./endpoints/store.ts";
import { postUnreal } from "./endpoints/unreal.ts";
import { createUpload, patchUpload } from "./endpoints/upload.ts";
import type { Method, Route } from "./router.ts";

const ingest = (methods: readonly Method[], endpoint: Endpoint, ...paths: readonly string[]): Route[] =>
  paths.map((path) => ({ path, methods, audience: "ingest", endpoint }));

/** Every endpoint of our own; what matches none is forwarded upstream when it lies below `/api/`. */
export const ROUTES: readonly Route[] = [
  ...ingest(["POST"], postEnvelope, "/api/{project}/envelope/"),
  ...ingest(["POST", "GET"], store, "/api/{project}/store/", "/api/store/"),
  ...ingest(["POST"], postSecurity, "/api/{project}/security/", "/api/{project}/csp-report/"),
  ...ingest(["POST"], postNel, "/api/{project}/nel/"),
  ...ingest(["POST"], postMinidump, "/api/{project}/minidump", "/api/{project}/minidump/"),
  ...ingest(["POST"], postUnreal, "/api/{project}/unreal/{key}/"),
  ...ingest(["POST"], postAttachments, "/api/{project}/events/{eventId}/attachments/"),
  ...ingest(
    ["GET", "POST"],
    cron,
    "/api/{project}/cron/{slug}/{key}",
    "/api/{project}/cron/{slug}/{key}/",
    "/api/{project}/cron/{slug}",
    "/api/{project}/cron/{slug}/",
  ),
  ...ingest(["POST"], createUpload, "/api/{project}/upload/"),
  ...ingest(["PATCH"], patchUpload, "/api/{project}/upload/{key}/"),
  ...ingest(
    ["POST"],
    postOtlpTraces,
    "/api/{project}/integration/otlp/v1/traces",
    "/api/{project}/integration/otlp/v1/traces/",
  ),
  ...ingest(
    ["POST"],
    postOtlpLogs,
    "/api/{project}/integration/otlp/v1/logs",
    "/api/{project}/integration/otlp/v1/logs/",
  ),
  ...ingest(
    ["POST"],
    postVercelLogs,
    "/api/{project}/integration/vercel/logs",
    "/api/{project}/integration/vercel/logs/",
  ),

  {
    path: "/api/0/relays/projectconfigs/",
    methods: ["POST"],
    audience: "relay",
    endpoint: postProjectConfigs,
  },
  { path: "/api/0/relays/publickeys/", methods: ["POST"], audience: "relay", endpoint: postPublicKeys },
  { path: "/api/0/relays/metrics/", methods: ["POST"], audience: "relay", endpoint: postMetrics },
  { path: "/api/0/relays/live/", methods: ["GET"], audience: "relay", endpoint: getHealth },
  { path: "/api/relay/healthcheck/{kind}/", methods: ["GET"], audience: "health", endpoint: getHealth },
  { path: "/api/relay/autoscaling/", methods: ["GET"], audience: "health", endpoint: getAutoscaling },
];
