import type { Suite } from "../case.ts";
import { auth } from "./auth.ts";
import { encodingsUp, knownItemsOnly, noForward } from "./configured.ts";
import { crash } from "./crash.ts";
import { encodings } from "./encodings.ts";
import { envelopeFormat } from "./envelope-format.ts";
import { forwarding } from "./forward.ts";
import { integrations } from "./integrations.ts";
import { limits } from "./limits.ts";
import { rateLimits } from "./rate-limits.ts";
import { recorded } from "./recorded.ts";
import { reports } from "./reports.ts";
import { requestMeta } from "./request-meta.ts";
import { routes } from "./routes.ts";
import { storeSuite } from "./store.ts";

export const SUITES: readonly Suite[] = [
  auth,
  requestMeta,
  recorded,
  envelopeFormat,
  encodings,
  storeSuite,
  reports,
  crash,
  integrations,
  limits,
  routes,
  forwarding,
  rateLimits,
  noForward,
  knownItemsOnly,
  ...encodingsUp,
];
