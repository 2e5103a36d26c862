/**
 * `bun tools/record-fixtures.ts [node|python|browser…]`: runs the SDKs of test/support/sdk/ against a plain upstream and
 * writes what they send to test/fixtures/sdk/<sdk>@<version>/<case>.envelope, each with its provenance beside it.
 */
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type CapturedEnvelope, FakeSentry } from "../test/support/fake-sentry.ts";
import { headerOf } from "../test/support/http-reader.ts";
import { browserSdk, nodeSdk, pythonSdk, type Sdk } from "../test/support/sdk/sdks.ts";

const SDKS: Readonly<Record<string, Sdk>> = { node: nodeSdk, python: pythonSdk, browser: browserSdk };
const FOLDER = join(import.meta.dir, "../test/fixtures/sdk");
const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

/** What a browser asks before it sends to another origin, and wants to hear. */
const CORS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "POST",
  "access-control-allow-headers": "content-type,x-sentry-auth",
};

async function record(sdk: Sdk): Promise<void> {
  const sentry = FakeSentry.start({
    answer: ({ method }) => (method === "OPTIONS" ? { status: 200, headers: CORS } : undefined),
    headers: CORS,
  });
  await sdk.run(`http://${KEY}@127.0.0.1:${sentry.port}/42`);
  sentry.stop();
  const folder = join(FOLDER, `${sdk.name}@${sdk.version()}`);
  mkdirSync(folder, { recursive: true });
  const seen = new Map<string, number>();
  for (const envelope of sentry.envelopes) {
    const kind = envelope.items.map(({ type }) => type).join("+");
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    const name = count === 1 ? kind : `${kind}-${count}`;
    writeFileSync(join(folder, `${name}.envelope`), withoutMachine(envelope));
    writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(provenance(sdk, envelope), null, 2)}\n`);
  }
  console.log(
    `${sdk.name}@${sdk.version()}: ${[...seen].map(([kind, count]) => `${count} × ${kind}`).join(", ")}`,
  );
}

/** Where this checkout and its packages lie, and what the machine is called, is nobody's business. */
const MACHINE: readonly (readonly [string, string])[] = [
  [resolve(import.meta.dir, ".."), "/srv/shop"],
  [dirname(realpathSync(join(import.meta.dir, "../node_modules"))), "/srv/shop"],
  [hostname(), "shop-1"],
];

/** The envelope as it was sent, but for the machine's names; announced lengths follow. */
function withoutMachine(envelope: CapturedEnvelope): Buffer {
  const newline = Buffer.from("\n");
  const parts = envelope.items.flatMap(({ headerText, headers, payload }) => {
    const text = payload.toString("utf8");
    if (!Buffer.from(text).equals(payload)) return [Buffer.from(headerText), newline, payload, newline];
    const clean = Buffer.from(MACHINE.reduce((all, [from, to]) => all.replaceAll(from, to), text));
    const header = headerText.replace(`"length":${String(headers.length)}`, `"length":${clean.length}`);
    return [Buffer.from(header), newline, clean, newline];
  });
  return Buffer.concat([Buffer.from(envelope.headerText), newline, ...parts]);
}

function provenance(sdk: Sdk, { request }: CapturedEnvelope): Record<string, unknown> {
  const kept = ["content-type", "content-encoding", "user-agent", "x-sentry-auth", "origin", "referer"];
  return {
    sdk: sdk.name,
    version: sdk.version(),
    command: sdk.command,
    recordedBy: "bun tools/record-fixtures.ts; paths and host name replaced",
    request: {
      method: request.method,
      path: request.path,
      query: request.query,
      headers: Object.fromEntries(
        kept.flatMap((name) => (headerOf(request, name) ? [[name, headerOf(request, name)]] : [])),
      ),
    },
  };
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in SDKS));
if (unknown.length > 0) {
  console.error(`no such SDK: ${unknown.join(", ")}. There are: ${Object.keys(SDKS).join(", ")}`);
  process.exit(2);
}
for (const [name, sdk] of Object.entries(SDKS))
  if (wanted.length === 0 || wanted.includes(name)) await record(sdk);
process.exit(0);
