import { createHash } from "node:crypto";
import { FakeSentry } from "../../support/fake-sentry.ts";
import { createIdentity } from "../../support/managed.ts";
import { type RelayKind, RelayProcess } from "../../support/relay-process.ts";
import { untilQuiet } from "../../support/until-quiet.ts";
import { type UpstreamView, viewOf } from "../../support/upstream-view.ts";
import { ALL_FEATURES, type CaseEnvelope, type ManagedCase, TRACE_ID } from "./case.ts";

/** What a relay made of a case, in a form that can be compared. */
export interface ManagedResult extends UpstreamView {
  readonly statuses: readonly number[];
}

export interface RunOptions {
  /** Or a chain of them; the cases are sent to the first, whose upstream is the second. */
  readonly kind: RelayKind | readonly RelayKind[];
  readonly emitOutcomes: boolean | "as_client_reports";
  readonly globalConfig?: Readonly<Record<string, unknown>>;
}

const NEWLINE = Buffer.from("\n");

export const keyOf = (testCase: ManagedCase): string => createHash("md5").update(testCase.name).digest("hex");

/** Sends all cases to one relay of its own, or a chain, and collects what reaches the upstream. */
export async function runCases(
  cases: readonly ManagedCase[],
  { kind, emitOutcomes, globalConfig = {} }: RunOptions,
): Promise<ReadonlyMap<string, ManagedResult>> {
  using sentry = FakeSentry.start();
  sentry.projects.globalConfig = globalConfig;
  const kinds = typeof kind === "string" ? [kind] : kind;
  const identities = kinds.map(createIdentity);
  const trustedRelays = identities.map(({ secret }) => secret.publicKey.text);
  for (const [index, testCase] of cases.entries()) {
    const { features = ALL_FEATURES, config = {}, others = {} } = testCase;
    sentry.projects.add(keyOf(testCase), 1_000 + index, { features, trustedRelays, ...config });
    for (const [key, { config: otherConfig, ...more }] of Object.entries(others))
      sentry.projects.add(key, 900, { trustedRelays, ...otherConfig }, more);
  }
  await using relays = new AsyncDisposableStack();
  const chain: RelayProcess[] = [];
  for (const [index, each] of [...kinds.entries()].reverse()) {
    const upstream = chain[0] === undefined ? sentry.url : `${chain[0].url}/`;
    chain.unshift(
      relays.use(
        await RelayProcess.start({
          kind: each,
          upstream,
          config: {
            // One thread: each learns of a project when it first uses it.
            relay: { mode: "managed", ...(each === "reference" ? {} : { arbiters: 1 }) },
            outcomes: { emit_outcomes: emitOutcomes, source: "test" },
            aggregator: { bucket_interval: 1, initial_delay: 0, flush_partitions: 1 },
            limits: { shutdown_timeout: 2 },
            cache: { batch_interval: 50 },
            metrics: {},
          },
          files: identities[index]?.files ?? {},
        }),
      ),
    );
  }
  const [relay] = chain as [RelayProcess];
  const statuses = new Map<string, number[]>();
  const sendAll = async (isSent: (testCase: ManagedCase) => boolean) => {
    for (const [index, testCase] of cases.entries()) {
      if (!isSent(testCase)) continue;
      const answers = statuses.get(testCase.name) ?? [];
      statuses.set(testCase.name, answers);
      for (const envelope of testCase.envelopes)
        answers.push(await send(relay, keyOf(testCase), 1_000 + index, envelope));
    }
    await untilQuiet(sentry);
  };
  await sendAll(() => true);
  await sendAll(({ isSentAgain = false }) => isSentAgain);
  for (const each of chain) await each.stop();
  return new Map(
    cases.map((testCase) => [
      testCase.name,
      { statuses: statuses.get(testCase.name) ?? [], ...viewOf(sentry, keyOf(testCase)) },
    ]),
  );
}

async function send(
  relay: RelayProcess,
  publicKey: string,
  projectId: number,
  { header, parts }: CaseEnvelope,
): Promise<number> {
  const trace = traceOf(header.trace, publicKey);
  const lines: Uint8Array[] = [Buffer.from(JSON.stringify({ ...header, trace }))];
  for (const [itemHeader, payload] of parts) {
    const bytes =
      payload instanceof Uint8Array
        ? payload
        : Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
    lines.push(Buffer.from(JSON.stringify({ ...itemHeader, length: bytes.length })), bytes);
  }
  const response = await fetch(`${relay.url}/api/${projectId}/envelope/`, {
    method: "POST",
    headers: {
      "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${publicKey}, sentry_client=sentry.test/1.0`,
    },
    body: Buffer.concat(lines.flatMap((line) => [line, NEWLINE])),
  });
  await response.arrayBuffer();
  return response.status;
}

/** "own": a trace that began in this very project. */
function traceOf(trace: unknown, publicKey: string): unknown {
  if (trace === "own") return { trace_id: TRACE_ID, public_key: publicKey };
  const { public_key } = (trace ?? {}) as { public_key?: string };
  return public_key === "own" ? { ...(trace as object), public_key: publicKey } : trace;
}
