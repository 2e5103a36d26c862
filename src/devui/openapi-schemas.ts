import { ITEM_FATES, ITEM_STAGES } from "../services/local-store/capture.ts";

const text = { type: "string" } as const;
const whole = { type: "integer" } as const;
const number = { type: "number" } as const;
const map = { type: "object", additionalProperties: true } as const;
const counts = { type: "object", additionalProperties: whole } as const;

/** An object of which every property is there. */
function record<P extends Readonly<Record<string, object>>>(
  properties: P,
  optional: readonly (keyof P)[] = [],
) {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", required, properties } as const;
}

const list = (name: string) => ({ type: "array", items: { $ref: `#/components/schemas/${name}` } });

const summary = {
  id: { ...whole, description: "Grows with every item, never reused." },
  envelopeId: whole,
  position: { ...whole, description: "Place in its envelope, from 0." },
  revision: { ...whole, description: "Grows with every change: the cursor of the feed." },
  receivedAtMs: number,
  project: text,
  type: { ...text, description: "Item type; `request` for a request that was refused as a whole." },
  title: text,
  subtitle: text,
  level: { ...text, description: "`fatal`, `error`, `warning`, `info`, `debug`, or empty." },
  count: { ...whole, description: "Things inside, for containers such as logs; else 1." },
  sizeBytes: whole,
  platform: text,
  sdk: text,
  release: text,
  environment: text,
  traceId: text,
  eventId: text,
  via: { enum: ["dsn", "spotlight"] },
  copies: {
    ...whole,
    description: "How often the same envelope came in, as with a DSN and Spotlight at once.",
  },
  fate: { $ref: "#/components/schemas/Fate" },
};

export const SCHEMAS = {
  Failure: record({ detail: text }),
  Fate: record(
    {
      outcome: { enum: ITEM_FATES },
      stage: { enum: ITEM_STAGES },
      rule: { ...text, description: "The rule or limit that decided." },
      reason: text,
      quantities: { type: "array", items: record({ category: text, quantity: whole }) },
    },
    ["rule", "reason"],
  ),
  ItemSummary: record(summary),
  ItemPage: record(
    {
      items: list("ItemSummary"),
      next: { ...whole, description: "Absent on the last page." },
      revision: whole,
    },
    ["next"],
  ),
  ItemDetail: record({ ...summary, header: map, envelope: { $ref: "#/components/schemas/Envelope" } }),
  Envelope: record({
    id: whole,
    receivedAtMs: number,
    sizeBytes: whole,
    header: map,
    endpoint: text,
    via: text,
    copies: whole,
    project: text,
    publicKey: text,
    client: text,
    userAgent: text,
    origin: text,
    remoteAddress: text,
    items: list("ItemSummary"),
  }),
  StoreStats: record(
    {
      items: whole,
      envelopes: whole,
      sizeBytes: whole,
      oldestAtMs: number,
      maxBytes: whole,
      maxAgeMs: whole,
      byType: counts,
      byOutcome: counts,
      projects: { type: "array", items: text },
      lostEnvelopes: { ...whole, description: "Could not be written since start, as on a full disk." },
    },
    ["oldestAtMs"],
  ),
  Topology: record({ actors: list("Actor") }),
  Actor: record({
    path: { ...text, description: "Place in the tree of owners." },
    arbiter: text,
    state: { enum: ["starting", "running", "restarting", "stopping", "stopped"] },
    depth: { ...whole, description: "Messages waiting now." },
    highWater: whole,
    capacity: whole,
    bytes: whole,
    handled: whole,
    refused: whole,
    dropped: whole,
    restarts: whole,
    pending: whole,
    handlingMs: number,
  }),
  ReceiverInfo: record({ version: text, dsn: text, spotlight: text, upstream: text }, ["upstream"]),
} as const;
