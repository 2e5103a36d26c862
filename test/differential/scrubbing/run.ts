import { inflateSync } from "node:zlib";
import { FakeSentry } from "../../support/fake-sentry.ts";
import { createIdentity } from "../../support/managed.ts";
import { type RelayKind, RelayProcess } from "../../support/relay-process.ts";
import { untilQuiet } from "../../support/until-quiet.ts";
import type { WireItem } from "../../support/wire-envelope.ts";
import { keyOf, type ScrubbingCase } from "./case.ts";
import { ATTRIBUTE_NAMES } from "./items.ts";

const FEATURES = [
  "organizations:session-replay",
  "organizations:ourlogs-ingestion",
  "organizations:tracemetrics-ingestion",
  "organizations:session-replay-recording-scrubbing",
  "organizations:view-hierarchy-scrubbing",
  "projects:trace-attachment-processing",
];

/** What a relay sends on of each case, as far as scrubbing has a say. */
export async function scrubAll(
  cases: readonly ScrubbingCase[],
  kind: RelayKind,
): Promise<ReadonlyMap<string, readonly unknown[]>> {
  using sentry = FakeSentry.start();
  for (const [index, one] of cases.entries())
    sentry.projects.add(keyOf(one), 1_000 + index, { features: FEATURES, ...one.config });
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: {
      relay: { mode: "managed" },
      limits: { shutdown_timeout: 2 },
      cache: { batch_interval: 50 },
    },
    files: createIdentity().files,
  });
  for (const [index, one] of cases.entries()) await send(relay.url, 1_000 + index, one);
  await untilQuiet(sentry);
  return new Map(
    cases.map((one) => {
      const own = sentry.envelopes.filter(({ headers }) => String(headers.dsn).includes(keyOf(one)));
      const items = own.flatMap((envelope) => envelope.items);
      // An event made out of a dump is normalised: no question of scrubbing.
      const isDump = one.name.startsWith("dump:");
      const asked = items.filter(({ type }) => type !== "client_report" && !(isDump && type === "event"));
      return [one.name, asked.map(viewOf)];
    }),
  );
}

async function send(url: string, projectId: number, one: ScrubbingCase): Promise<void> {
  const chunks: Buffer[] = [Buffer.from(`${JSON.stringify(one.header)}\n`)];
  for (const [header, payload] of one.parts) {
    const line = `${JSON.stringify({ ...header, length: payload.length })}\n`;
    chunks.push(Buffer.from(line), payload, Buffer.from("\n"));
  }
  const response = await fetch(`${url}/api/${projectId}/envelope/`, {
    method: "POST",
    headers: {
      "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${keyOf(one)}, sentry_client=sentry.test/1.0`,
    },
    body: Buffer.concat(chunks),
  });
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${one.name}: ${response.status}`);
}

/** What normalising changes beside is left out. */
function viewOf({ type, payload }: WireItem): unknown {
  switch (type) {
    case "attachment":
      return payload.toString("latin1");
    case "replay_recording":
      return recordingView(payload);
    case "replay_event": {
      const { urls, user, tags, contexts, request, _meta } = JSON.parse(payload.toString());
      return { urls, user, tags, foo: contexts?.foo, request, _meta };
    }
    case "event":
      return eventView(JSON.parse(payload.toString()));
    default:
      return itemView(JSON.parse(payload.toString()));
  }
}

function recordingView(payload: Buffer): unknown {
  const head = payload.indexOf("\n") + 1;
  return [payload.toString("latin1", 0, head), JSON.parse(inflateSync(payload.subarray(head)).toString())];
}

type Json = Readonly<Record<string, unknown>>;

const EVENT_PARTS = [
  "extra",
  "user",
  "request",
  "tags",
  "server_name",
  "logentry",
  "breadcrumbs",
  "exception",
];

function eventView(event: Json & { readonly contexts?: Json; readonly _meta?: Json }): unknown {
  const { contexts = {}, _meta: meta = {} } = event;
  const parts = EVENT_PARTS.map((name) => [name, event[name], meta[name]]);
  const custom = ["custom", "response", "device"].map((name) => [
    name,
    contexts[name],
    (meta.contexts as Json | undefined)?.[name],
  ]);
  return [...parts, ...custom];
}

function itemView(container: { readonly items?: readonly Json[] } & Json): unknown {
  const { body, attributes, links, _meta } = container.items?.[0] ?? container;
  const all = (attributes ?? undefined) as Json | undefined;
  const values = all === undefined ? null : ATTRIBUTE_NAMES.map((name) => valueIn(all[name]));
  const [link] = (links ?? []) as { readonly attributes?: Json }[];
  return { body, values, link: valueIn(link?.attributes?.q), _meta };
}

function valueIn(attribute: unknown): unknown {
  return (attribute as { readonly value?: unknown } | null | undefined)?.value ?? null;
}
