import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FakeSentry } from "../../support/fake-sentry.ts";
import { createIdentity } from "../../support/managed.ts";
import { mmdb } from "../../support/mmdb.ts";
import { type RelayKind, RelayProcess } from "../../support/relay-process.ts";
import { untilQuiet } from "../../support/until-quiet.ts";
import type { WireItem } from "../../support/wire-envelope.ts";

/** One event of a project of its own, and what that project is like. */
export interface EventCase {
  readonly name: string;
  readonly type: "event" | "transaction" | "raw_security" | "security";
  readonly payload: unknown;
  readonly itemHeaders?: Readonly<Record<string, unknown>>;
  readonly envelope?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly forwardedFor?: string;
}

/** What became of it: the item that went upstream, or that none did. */
export type Written = { readonly type: string; readonly payload: Record<string, unknown> } | "dropped";

export const EVENT_ID = "ba700000000000000000000000000001";
const USER_AGENT =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

const PLACES = mmdb({
  "2.125.160.0/24": {
    country: { iso_code: "AT", names: { en: "Austria", de: "Österreich" } },
    city: { names: { en: "Vienna" } },
    subdivisions: [{ names: { en: "Vienna state" } }],
  },
  "81.2.69.142/32": { country: { iso_code: "GB" } },
});

function temporaryFile(name: string, bytes: Uint8Array): { readonly path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), "baton-events-"));
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Sends all events through one relay in managed mode. */
export async function runEvents(
  cases: readonly EventCase[],
  kind: RelayKind,
  globalConfig: Record<string, unknown>,
): Promise<ReadonlyMap<string, Written>> {
  using geoip = temporaryFile("places.mmdb", PLACES);
  using sentry = FakeSentry.start();
  sentry.projects.globalConfig = globalConfig;
  for (const [index, { name, config = {} }] of cases.entries())
    sentry.projects.add(keyOf(name), 1_000 + index, config);
  await using relay = await RelayProcess.start({
    kind,
    upstream: sentry.url,
    config: {
      relay: { mode: "managed" },
      limits: { shutdown_timeout: 2 },
      cache: { batch_interval: 50 },
      geoip: { path: geoip.path },
    },
    files: createIdentity().files,
  });
  for (const [index, each] of cases.entries()) await send(relay.url, 1_000 + index, each);
  await untilQuiet(sentry);
  return new Map(
    cases.map(({ name }, index) => {
      const own = sentry.envelopes.filter(({ projectId }) => projectId === String(1_000 + index));
      return [name, written(own.flatMap(({ items }) => items))];
    }),
  );
}

function keyOf(name: string): string {
  return createHash("md5").update(name).digest("hex");
}

async function send(url: string, projectId: number, each: EventCase): Promise<void> {
  const { name, type, payload, itemHeaders = {}, envelope = {} } = each;
  const trace =
    envelope.trace === undefined ? {} : { trace: { public_key: keyOf(name), ...(envelope.trace as object) } };
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const head = { event_id: EVENT_ID, ...envelope, ...trace };
  const item = { type, length: Buffer.byteLength(text), ...itemHeaders };
  const response = await fetch(`${url}/api/${projectId}/envelope/`, {
    method: "POST",
    headers: {
      "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${keyOf(name)}, sentry_client=sentry.test/1.0`,
      "user-agent": USER_AGENT,
      origin: "https://shop.example",
      ...(each.forwardedFor === undefined ? {} : { "x-forwarded-for": each.forwardedFor }),
    },
    body: `${JSON.stringify(head)}\n${JSON.stringify(item)}\n${text}\n`,
  });
  await response.arrayBuffer();
}

function written(items: readonly WireItem[]): Written {
  const item = items.find(({ type }) => ["event", "transaction", "security", "raw_security"].includes(type));
  return item === undefined ? "dropped" : { type: item.type, payload: JSON.parse(item.payload.toString()) };
}
