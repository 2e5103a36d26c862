/** Runs the relay as each file configures it: healthy before the application starts, drained after it has ended. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ExampleRelay, mustBe } from "../../test/support/example.ts";
import { FakeSentry } from "../../test/support/fake-sentry.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
/** The default of `limits.shutdown_timeout`; what the files give as grace must be longer. */
const SHUTDOWN_TIMEOUT_S = 10;
const read = (name: string) => parse(readFileSync(join(import.meta.dir, name), "utf8"), { strict: true });

const { services, volumes } = read("compose.yaml");
mustBe("compose.yaml: services", Object.keys(services), ["app", "baton"]);
mustBe(
  "compose.yaml: what the application waits for",
  services.app.depends_on.baton.condition,
  "service_healthy",
);
mustBe(
  "compose.yaml: volumes that are used",
  services.baton.volumes.map((each: string) => each.split(":")[0]),
  Object.keys(volumes),
);
mustBe(
  "compose.yaml: time for the drain",
  Number.parseInt(services.baton.stop_grace_period, 10) > SHUTDOWN_TIMEOUT_S,
  true,
);
await check("compose.yaml", services.baton.environment, services.baton.healthcheck.test.slice(2));

const { apiVersion, kind, spec } = read("kubernetes.yaml");
const pod = spec.template.spec;
const container = pod.initContainers[0];
mustBe("kubernetes.yaml: kind", [apiVersion, kind], ["apps/v1", "Deployment"]);
mustBe("kubernetes.yaml: labels", spec.template.metadata.labels, spec.selector.matchLabels);
mustBe("kubernetes.yaml: a native sidecar", container.restartPolicy, "Always");
mustBe(
  "kubernetes.yaml: volumes that are used",
  container.volumeMounts.map(({ name }: { name: string }) => name),
  pod.volumes.map(({ name }: { name: string }) => name),
);
mustBe("kubernetes.yaml: time for the drain", pod.terminationGracePeriodSeconds > SHUTDOWN_TIMEOUT_S, true);
for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) {
  mustBe(`kubernetes.yaml: ${probe}`, container[probe].exec.command[0], "/usr/local/bin/baton");
}
const pairs = container.env.map(({ name, value }: { name: string; value: string }) => [name, value]);
await check("kubernetes.yaml", Object.fromEntries(pairs), container.startupProbe.exec.command.slice(1));

async function check(name: string, env: Record<string, string>, health: string[]): Promise<void> {
  using sentry = FakeSentry.start();
  // Relative to the folder that the relay runs in.
  const spool = { BATON_SPOOL_ENVELOPES_PATH: "envelopes.db" };
  using relay = await ExampleRelay.start({ upstream: sentry.url, env: { ...env, ...spool }, health });
  mustBe(`${name}: status`, await relay.send(`{"message":"${name}"}`, { key: KEY }), 200);
  await relay.stop();
  mustBe(`${name}: delivered when it stopped`, sentry.items("event").length, 1);
  console.log(`${name}: healthy, delivered, drained`);
}
