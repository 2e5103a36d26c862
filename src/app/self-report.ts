import { createHttpClient } from "#http-client";
import type { Config } from "../config/config.ts";
import { BATON_VERSION } from "../config/version.ts";
import { type Dsn, parseDsn } from "../domain/protocol/dsn.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { hostName } from "../kernel/runtime/process-info.ts";
import { log, tapLog } from "../kernel/telemetry/log.ts";
import {
  type Delivered,
  SelfReport,
  type SelfReportProtocol,
} from "../services/self-report/self-report.actor.ts";
import { httpClientOptions } from "./upstream-options.ts";

const TIMEOUT_MS = 5_000;

/** Reports our warnings and errors to `sentry.dsn`, from here on. `undefined` when that is not wanted. */
export function startSelfReport(
  system: ActorSystem,
  config: Config,
): Address<SelfReportProtocol> | undefined {
  const { enabled, dsn: text, environment, serverName, defaultTags } = config.sentry;
  const dsn = text === null ? undefined : parseDsn(text);
  if (!enabled) return undefined;
  if (!dsn?.ok) {
    log("warn", "baton::self_report", "sentry.enabled without sentry.dsn: nothing is reported");
    return undefined;
  }
  const send = sender(dsn.value, config);
  const identity = {
    release: `baton@${BATON_VERSION}`,
    version: BATON_VERSION,
    environment: environment ?? undefined,
    serverName: serverName ?? hostName(),
    tags: { ...defaultTags, "relay.mode": config.relay.mode, "relay.instance": config.relay.instance },
  };
  const report: Address<SelfReportProtocol> = system.spawn<SelfReportProtocol>(
    "self-report",
    () => new SelfReport({ identity, send }) as never,
  );
  tapLog((record) => void report.send("record", record), "warn");
  return report;
}

function sender(dsn: Dsn, config: Config): (envelope: string) => Promise<Delivered> {
  const client = createHttpClient({
    ...httpClientOptions(config),
    maxConnections: 2,
    maxResponseBytes: 65_536,
  });
  const url = `${dsn.scheme}://${dsn.authority}${dsn.pathPrefix}/api/${dsn.projectId ?? 0}/envelope/`;
  const auth = `Sentry sentry_version=7, sentry_client=baton/${BATON_VERSION}, sentry_key=${dsn.publicKey}`;
  const headers = [
    ["content-type", "application/x-sentry-envelope"],
    ["x-sentry-auth", auth],
  ] as const;
  return async (envelope) => {
    const body = new TextEncoder().encode(envelope);
    const answer = await client.request({ method: "POST", url, headers, body, timeoutMs: TIMEOUT_MS });
    if (!answer.ok) return { status: undefined, retryAfter: undefined };
    return { status: answer.value.status, retryAfter: answer.value.header("retry-after") };
  };
}
