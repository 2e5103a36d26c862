// The real SDK, doing one thing per line of standard input: `name` is done and flushed, then echoed. Ends with the input.
import { createInterface } from "node:readline";
import * as Sentry from "@sentry/node";

Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tracesSampleRate: 1,
  enableLogs: true,
  release: "shop@2.4.1",
  environment: "test",
  // Sessions are a step of their own.
  integrations: (defaults) => defaults.filter(({ name }) => name !== "ProcessSession"),
});

let errors = 0;
const STEPS = {
  // The SDK drops what equals the one before.
  error: () => Sentry.captureException(new Error(`checkout ${errors++} failed`)),
  trace: () =>
    Sentry.startSpan({ name: "POST /checkout", op: "http.server", forceTransaction: true }, () => {}),
  log: () => Sentry.logger.warn("inventory is slow", { latency_ms: 812 }),
  metric: () => Sentry.metrics.count("orders", 1),
  check_in: () => Sentry.captureCheckIn({ monitorSlug: "nightly-billing", status: "ok" }),
  // A process of its own that ended well after an error was handled in it.
  session: () => {
    const scope = Sentry.getIsolationScope();
    Sentry.startSession();
    const session = scope.getSession();
    session.errors = 1;
    Sentry.captureSession();
    Sentry.captureSession(true);
  },
};

for await (const name of createInterface({ input: process.stdin })) {
  STEPS[name]();
  await Sentry.flush(5_000);
  process.stdout.write(`${name}\n`);
}
// The report of what was dropped leaves as the process ends.
