import { DEFAULTS } from "./defaults.gen.ts";
import { type ConfigOf, section } from "./options/option.ts";
import { Reading } from "./options/read.ts";
import { secondaryAggregators } from "./options/secondary-aggregators.ts";
import { aggregator } from "./sections/aggregator.ts";
import { auth } from "./sections/auth.ts";
import { aws } from "./sections/aws.ts";
import { cache } from "./sections/cache.ts";
import { cogs } from "./sections/cogs.ts";
import { geoip } from "./sections/geoip.ts";
import { health } from "./sections/health.ts";
import { http } from "./sections/http.ts";
import { limits } from "./sections/limits.ts";
import { local } from "./sections/local.ts";
import { logging } from "./sections/logging.ts";
import { metrics } from "./sections/metrics.ts";
import { normalization } from "./sections/normalization.ts";
import { outcomes } from "./sections/outcomes.ts";
import { processing } from "./sections/processing.ts";
import { relay } from "./sections/relay.ts";
import { routing } from "./sections/routing.ts";
import { sentry } from "./sections/sentry.ts";
import { spool } from "./sections/spool.ts";
import { upload } from "./sections/upload.ts";

/** The whole of config.yml, in the order of `config show`; what only Baton knows comes last. */
const FIELDS = {
  relay,
  http,
  cache,
  spool,
  limits,
  logging,
  routing,
  metrics,
  sentry,
  processing,
  outcomes,
  aggregator,
  secondaryAggregators: secondaryAggregators("secondary_aggregators", {
    default: [],
    doc: "Further aggregators: `{name, condition, config}` each, with the keys of `aggregator` in `config`.",
  }),
  auth,
  geoip,
  normalization,
  health,
  cogs,
  upload,
  local,
  aws,
};

export const root = section("", "config.yml", () => FIELDS, { defaults: DEFAULTS });

/** Everything that can be configured, in our names and units. Plain data: it may travel to any Arbiter. */
export type Config = ConfigOf<typeof root>;

/** What holds without a file, environment or flags, on a machine with one core and outside a container. */
export function defaultConfig(): Config {
  return root.read({}, new Reading());
}
