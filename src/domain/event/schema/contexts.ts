import {
  boolean,
  eventId,
  field,
  float,
  json,
  LIMITS,
  lenient,
  list,
  object,
  spanId,
  string,
  struct,
  traceId,
  unsigned,
  uuid,
} from "./basic.ts";
import type { Field, OtherKeys, StructType, VariantType } from "./format.ts";
import { COOKIES, HEADERS, pairsField } from "./pairs.ts";
import { spanData, spanLinks } from "./span.ts";
import { SPAN_STATUS } from "./texts.ts";

const M = { pii: "maybe" } as const;
const T = { pii: "true" } as const;

/** What all contexts have. */
const TAG: Readonly<Record<string, Field>> = { type: string() };
const RETAINED: OtherKeys = { pii: "maybe", removal: "retain" };

function context(
  name: string,
  fields: Readonly<Record<string, Field>>,
  other: OtherKeys | "drop" = RETAINED,
): StructType {
  return struct(name, { ...TAG, ...fields }, { other });
}

const strings = (names: string, attributes = {}): Record<string, Field> =>
  Object.fromEntries(names.split(" ").map((name) => [name, string(attributes)]));
const numbers = (names: string, attributes = {}): Record<string, Field> =>
  Object.fromEntries(names.split(" ").map((name) => [name, unsigned(attributes)]));
const flags = (names: string, attributes = {}): Record<string, Field> =>
  Object.fromEntries(names.split(" ").map((name) => [name, boolean(attributes)]));

const APP = context("appcontext", {
  ...strings("app_start_time device_app_hash", M),
  ...strings("build_type app_identifier app_name app_version"),
  app_build: lenient(),
  app_memory: unsigned(),
  in_foreground: boolean(),
  view_names: list(string(), { write: "empty" }),
});

const BROWSER = context("browsercontext", strings("browser name version"));

const WINDOWS_MEMORY = numbers(
  "process_private_usage process_peak_workingset_size process_peak_pagefile_usage process_allocation_attempt",
);
const STABILITY = context(
  "stabilityreport",
  {
    process_states: list(
      struct(
        "processstatecontext",
        {
          process_id: unsigned(),
          memory_state: field(
            struct(
              "memorystatecontext",
              { windows_memory: field(struct("windowsmemorycontext", WINDOWS_MEMORY, { other: "drop" })) },
              { other: "drop" },
            ),
          ),
          file_system_state: field(
            struct(
              "filesystemstatecontext",
              {
                posix_file_system_state: field(
                  struct("posixfilesystemstatecontext", numbers("open_file_descriptors"), { other: "drop" }),
                ),
                windows_file_system_state: field(
                  struct("windowsfilesystemstatecontext", numbers("process_handle_count"), { other: "drop" }),
                ),
              },
              { other: "drop" },
            ),
          ),
        },
        { other: "drop" },
      ),
    ),
    system_memory_state: field(
      struct(
        "systemmemorystatecontext",
        {
          windows_memory: field(
            struct(
              "windowsmemorycontext",
              numbers("system_commit_limit system_commit_remaining system_handle_count"),
              { other: "drop" },
            ),
          ),
        },
        { other: "drop" },
      ),
    ),
  },
  "drop",
);

const CLOUD = context("cloudresourcecontext", {
  "cloud.account.id": string(M),
  ...strings("cloud.provider cloud.platform cloud.region cloud.availability_zone"),
  "host.id": string(M),
  "host.type": string(),
});

const CULTURE = context("culturecontext", {
  ...strings("calendar display_name locale", M),
  is_24_hour_format: boolean(M),
  timezone: string(M),
});

const DEVICE = context("devicecontext", {
  name: string(M),
  ...strings("family model model_id arch"),
  battery_level: float(),
  ...strings("orientation manufacturer brand"),
  screen_resolution: string(M),
  ...numbers("screen_width_pixels screen_height_pixels", M),
  screen_density: float(M),
  screen_dpi: unsigned(M),
  ...flags("online charging low_memory simulator"),
  ...numbers(
    "memory_size free_memory usable_memory storage_size free_storage external_storage_size external_free_storage",
    M,
  ),
  ...strings("boot_time timezone locale", M),
  processor_count: unsigned(),
  cpu_description: string(M),
  processor_frequency: unsigned(),
  ...strings("device_type battery_status", M),
  device_unique_identifier: string(T),
  ...flags(
    "supports_vibration supports_accelerometer supports_gyroscope supports_audio supports_location_service",
  ),
  uuid: uuid(M),
});

const FEEDBACK = context(
  "userreportv2context",
  { message: string(), contact_email: string() },
  { pii: "false", removal: "retain" },
);

const FLAG = struct("flagscontextitem", {
  flag: string({ maxChars: 200, forbidden: /[^a-zA-Z0-9_.:-]/u }),
  result: json({ maxChars: 200, forbidden: /\n/ }),
});

const GPU = context("gpucontext", {
  ...strings("name version vendor_id vendor_name driver_version api_type npot_support", M),
  id: json(M),
  memory_size: unsigned(M),
  multi_threaded_rendering: boolean(M),
  max_texture_size: unsigned(),
  graphics_shader_level: string(),
  ...flags(
    "supports_draw_call_instancing supports_ray_tracing supports_compute_shaders supports_geometry_shaders",
  ),
});

const MEMORY_INFO = context("memoryinfocontext", {
  allocated_bytes: unsigned(),
  ...flags("compacted concurrent"),
  ...numbers(
    "finalization_pending_count fragmented_bytes heap_size_bytes high_memory_load_threshold_bytes index memory_load_bytes",
  ),
  pause_durations: list(unsigned()),
  pause_time_percentage: float(),
  ...numbers(
    "pinned_objects_count promoted_bytes total_allocated_bytes total_available_memory_bytes total_committed_bytes",
  ),
});

const OS = context("oscontext", {
  ...strings("os name version"),
  build: lenient(M),
  kernel_version: string(M),
  rooted: boolean(),
  ...strings("distribution_name distribution_version distribution_pretty_name raw_description", M),
});

const RESPONSE = context("responsecontext", {
  cookies: pairsField(COOKIES, { write: "empty", ...LIMITS.smallBag, ...T }),
  headers: pairsField(HEADERS, { write: "empty", ...LIMITS.largeBag, ...T }),
  status_code: unsigned(),
  body_size: unsigned(),
  data: json({ ...LIMITS.largeBag, ...T }),
  inferred_content_type: string(),
});

const RUNTIME = context("runtimecontext", {
  ...strings("runtime name version"),
  build: lenient(M),
  raw_description: string(M),
});

const TRACE = context("tracecontext", {
  trace_id: traceId({ required: true }),
  span_id: spanId({ required: true }),
  parent_span_id: spanId(),
  op: string(LIMITS.enumLike),
  status: field(SPAN_STATUS),
  exclusive_time: float(),
  client_sample_rate: float(),
  origin: string({ ...LIMITS.enumLike, forbidden: /[^a-zA-Z0-9_.]/u }),
  sampled: boolean(),
  data: { ...spanData, pii: "maybe" },
  links: spanLinks,
});

/** Types are spelt without underscores, all but three. */
const VARIANTS: Readonly<Record<string, StructType>> = {
  app: APP,
  browser: BROWSER,
  chromiumstabilityreport: STABILITY,
  cloudresource: CLOUD,
  culture: CULTURE,
  device: DEVICE,
  feedback: FEEDBACK,
  flags: context("flagscontext", { values: list(FLAG) }),
  gpu: GPU,
  memory_info: MEMORY_INFO,
  monitor: context("monitorcontext", {}, { ...RETAINED, keepsNulls: true }),
  os: OS,
  otaupdates: context("otaupdatescontext", strings("channel runtime_version update_id")),
  otel: context("otelcontext", {
    attributes: object({ ...M, ...LIMITS.largeBag }),
    resource: object({ ...M, ...LIMITS.largeBag }),
  }),
  performancescore: context("performancescorecontext", strings("score_profile_version"), {
    pii: "false",
    removal: "retain",
  }),
  profile: context("profilecontext", { profile_id: eventId(), profiler_id: eventId() }, "drop"),
  replay: context("replaycontext", { replay_id: eventId() }, { pii: "false", removal: "retain" }),
  reprocessing: context(
    "reprocessingcontext",
    { original_issue_id: unsigned(), original_primary_hash: string() },
    { pii: "false", removal: "retain" },
  ),
  response: RESPONSE,
  runtime: RUNTIME,
  spring: context("springcontext", { active_profiles: list(string()) }),
  threadpool_info: context(
    "threadpoolinfocontext",
    numbers(
      "available_worker_threads available_completion_port_threads max_worker_threads max_completion_port_threads min_worker_threads min_completion_port_threads",
    ),
  ),
  trace: TRACE,
  unity: context("unitycontext", {
    copy_texture_support: string(),
    editor_version: string(),
    install_mode: string(),
    rendering_threading_mode: string(),
    target_frame_rate: string(),
  }),
};

const CONTEXT: VariantType = {
  kind: "variant",
  variants: new Map(Object.entries(VARIANTS)),
  fallback: struct("an object", {}, { other: { pii: "true", removal: "retain", keepsNulls: true } }),
  tag: (value, at) => {
    const { type } = value;
    if (typeof type === "string" && type !== "") return type;
    value.type = String(at.path.at(-1));
    return value.type;
  },
};

/** Bags of flags may be larger. */
export const MAX_FLAGS_BYTES = 131_072;

export const CONTEXTS: Field = {
  type: { kind: "map", item: field(CONTEXT, { write: "never", ...LIMITS.largeBag }), listsTwice: true },
};
