import { isJsonObject } from "../../../kernel/base/json/value.ts";
import { attributePii } from "./attribute-pii.ts";
import {
  boolean,
  eventId,
  field,
  float,
  LIMITS,
  list,
  map,
  object,
  spanId,
  string,
  struct,
  timestamp,
  traceId,
} from "./basic.ts";
import type { Field, MapType } from "./format.ts";
import { JSON_TYPE } from "./format.ts";
import { measurements } from "./measurements.ts";
import { JSON_STRING } from "./scalars.ts";
import { SPAN_KIND, SPAN_STATUS } from "./texts.ts";
import { VALUE_TYPES } from "./value-types.ts";

const E = { write: "empty" } as const;
const R = { required: true } as const;
const M = { pii: "maybe" } as const;

/** Attributes of a span: the class of each is that of its name in Sentry's conventions. */
const SPAN_DATA: MapType = {
  kind: "map",
  item: field(JSON_TYPE),
  dropsNulls: true,
  types: 0,
  piiOf: attributePii,
  read: (value, at) => (isJsonObject(value) ? value : at.reject("expected spandata", value)),
};

export const spanData: Field = field(SPAN_DATA, { pii: "true", uncut: true });

const LINK = struct(
  "spanlink",
  { trace_id: traceId(R), span_id: spanId(R), sampled: boolean(), attributes: object(M) },
  { other: { ...M, removal: "retain" } },
);

export const spanLinks: Field = list(LINK, M);

const TAGS_OF_USER = ["user", "user.id", "user.ip", "user.username", "user.email"];
const OTHER_TAGS =
  "release environment transaction.method transaction.op browser.name sdk.name sdk.version platform mobile device.class device.family device.arch device.battery_level device.brand device.charging device.locale device.model_id device.name device.online device.orientation device.screen_density device.screen_dpi device.screen_height_pixels device.screen_width_pixels device.simulator device.uuid app.device device.model runtime runtime.name browser os os.rooted gpu.name gpu.vendor monitor.id monitor.slug request.url request.method os.name action category description domain raw_domain group http.decoded_response_content_length http.response_content_length http.response_transfer_size resource.render_blocking_status op status status_code system ttid ttfd file_extension main_thread app_start_type replay_id cache.hit cache.key trace.status messaging.destination.name messaging.message.id messaging.operation.name messaging.operation.type thread.name thread.id profiler_id user.geo.city user.geo.country_code user.geo.region user.geo.subdivision user.geo.subregion name".split(
    " ",
  );

const SENTRY_TAGS = struct(
  "sentrytags",
  Object.fromEntries([
    ...TAGS_OF_USER.map((name) => [name, string({ pii: "true" })] as const),
    ...OTHER_TAGS.map((name) => [name, string(M)] as const),
  ]),
  { other: "drop" },
);

export const SPAN = struct(
  "span",
  {
    timestamp: timestamp(R),
    start_timestamp: timestamp(R),
    exclusive_time: float(),
    op: string(LIMITS.enumLike),
    span_id: spanId(R),
    parent_span_id: spanId(),
    trace_id: traceId(R),
    segment_id: spanId(),
    is_segment: boolean(),
    is_remote: boolean(),
    status: field(SPAN_STATUS),
    description: string(M),
    tags: map(field(JSON_STRING), M),
    origin: string({ ...LIMITS.enumLike, forbidden: /[^a-zA-Z0-9_.]/u }),
    profile_id: eventId(),
    data: spanData,
    links: spanLinks,
    sentry_tags: field(SENTRY_TAGS),
    received: timestamp(),
    measurements: measurements(E),
    platform: string(E),
    was_transaction: boolean(E),
    kind: field(SPAN_KIND),
  },
  { types: VALUE_TYPES.span, other: M },
);
