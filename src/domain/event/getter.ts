import { type JsonObject, numberOf } from "../../kernel/base/json/value.ts";
import { type Fields, HexId, IpAddress, type ReadField } from "../conditions/field.ts";
import { parseRelease, type Release } from "../conditions/release.ts";
import { listAt, member, pairValue, scalarOf, textAt, valueAt } from "./read.ts";

/** What conditions are asked of: a normalised event, and what its envelope says of the client. */
export interface EventSubject {
  readonly root: JsonObject;
  readonly clientIp: string | undefined;
}

type Read = ReadField<EventSubject>;

/** Paths that name one member, by the way there when it is another. */
const MEMBERS: readonly string[] = [
  "level",
  "release",
  "dist",
  "environment",
  "transaction",
  "logger",
  "logentry.formatted",
  "logentry.message",
  "user.email",
  "user.id",
  "user.segment",
  "user.ip_address",
  "user.name",
  "user.geo.city",
  "user.geo.country_code",
  "user.geo.region",
  "user.geo.subdivision",
  "request.method",
  "request.url",
  "sdk.name",
  "sdk.version",
];

/** Members of contexts, each at the key of its type. The last three stand for name and version in one. */
const CONTEXTS: Readonly<Record<string, readonly string[]>> = {
  app: ["in_foreground", "device_app_hash"],
  device: [
    "arch",
    "battery_level",
    "brand",
    "charging",
    "family",
    "model",
    "locale",
    "online",
    "orientation",
    "name",
    "screen_density",
    "screen_dpi",
    "screen_width_pixels",
    "screen_height_pixels",
    "simulator",
    "uuid",
  ],
  gpu: ["vendor_name", "name"],
  monitor: ["slug"],
  os: ["build", "kernel_version", "name", "version", "rooted"],
  browser: ["name", "version"],
  trace: ["status", "op"],
  response: ["status_code"],
  unreal: ["crash_type"],
  runtime: ["name"],
};
const NAMED_CONTEXTS = ["os", "browser", "runtime"];
const CONTEXT_IDS: readonly (readonly [context: string, member: string])[] = [
  ["profile", "profile_id"],
  ["monitor", "id"],
];

const FIXED = new Map<string, Read>([
  ...MEMBERS.map((path): [string, Read] => [path, memberReader(path.split("."))]),
  ...Object.entries(CONTEXTS).flatMap(([type, names]) =>
    names.map((name): [string, Read] => [`contexts.${type}.${name}`, contextReader(type, name)]),
  ),
  ...NAMED_CONTEXTS.map((type): [string, Read] => [`contexts.${type}`, contextReader(type, type)]),
  ...CONTEXT_IDS.map(([type, name]): [string, Read] => [
    `contexts.${type}.${name}`,
    contextIdReader(type, name),
  ]),
  ["platform", ({ root }) => textAt(root, "platform") ?? "other"],
  ["transaction.source", memberReader(["transaction_info", "source"])],
  ["sentry_user", memberReader(["user", "sentry_user"])],
  ["duration", ({ root }) => durationMs(root)],
  ["release.package", releaseReader(({ package: name }) => name)],
  ["release.build", releaseReader(({ buildHash }) => buildHash)],
  ["release.version.short", releaseReader(({ version }) => version?.short)],
]);

/** What conditions may ask of an event: `event.release`, `event.tags.foo`, `envelope.client_ip`. */
export const EVENT_FIELDS: Fields<EventSubject> = {
  field(path) {
    if (path === "envelope.client_ip") return ({ clientIp }) => IpAddress.parse(clientIp ?? "");
    return path.startsWith("event.") ? eventReader(path.slice("event.".length)) : undefined;
  },
  list(path) {
    if (path !== "event.exception.values") return undefined;
    return { items: ({ root }) => listAt(root, "exception", "values"), fields: EXCEPTION_FIELDS };
  },
};

const EXCEPTION_FIELDS: Fields<unknown> = {
  field(path) {
    if (path !== "ty" && path !== "value") return undefined;
    const key = path === "ty" ? "type" : "value";
    return (exception) => scalarOf(member(exception, key));
  },
};

function eventReader(path: string): Read | undefined {
  const fixed = FIXED.get(path);
  if (fixed !== undefined) return fixed;
  const [, head = "", rest = ""] =
    /^(request\.headers|measurements|breakdowns|extra|tags)\.(.+)$/s.exec(path) ?? [];
  switch (head) {
    case "request.headers":
      return ({ root }) => scalarOf(pairValue(listAt(root, "request", "headers"), rest));
    case "tags":
      return ({ root }) => scalarOf(pairValue(listAt(root, "tags"), rest));
    case "extra":
      return memberReader(["extra", ...rest.split(".")]);
    case "measurements":
      return rest.endsWith(".value") ? memberReader(["measurements", rest.slice(0, -6), "value"]) : undefined;
    case "breakdowns": {
      const [breakdown = "", ...name] = rest.split(".");
      return memberReader(["breakdowns", breakdown, name.join("."), "value"]);
    }
    default:
      return undefined;
  }
}

/** An empty text of a user is as good as none. */
function memberReader(path: readonly string[]): Read {
  const isOfUser = path[0] === "user";
  return ({ root }) => {
    const value = scalarOf(valueAt(root, ...path));
    return isOfUser && value === "" ? undefined : value;
  };
}

function contextReader(type: string, name: string): Read {
  return ({ root }) => scalarOf(member(contextOf(root, type), name));
}

function contextIdReader(type: string, name: string): Read {
  return ({ root }) => {
    const id = member(contextOf(root, type), name);
    return typeof id === "string" ? new HexId(id.replaceAll("-", "")) : undefined;
  };
}

/** The context of that type at its own key: one that says it is of another type is none. */
function contextOf(root: JsonObject, type: string): unknown {
  const context = valueAt(root, "contexts", type);
  const said = member(context, "type");
  return said === undefined || said === null || said === type ? context : undefined;
}

function releaseReader(partOf: (release: Release) => string | undefined): Read {
  return ({ root }) => {
    const text = textAt(root, "release");
    const release = text === undefined ? undefined : parseRelease(text);
    return release === undefined ? undefined : partOf(release);
  };
}

/** Of transactions only. */
function durationMs(root: JsonObject): number | undefined {
  if (textAt(root, "type") !== "transaction") return undefined;
  const [start, end] = [numberOf(valueAt(root, "start_timestamp")), numberOf(valueAt(root, "timestamp"))];
  return start !== undefined && end !== undefined && start <= end ? (end - start) * 1_000 : undefined;
}
