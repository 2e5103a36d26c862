// A small application with the real SDK, run by Node as its users run it: errors with a cause, a trace, logs.
import * as Sentry from "@sentry/node";

Sentry.init({
  dsn: process.env.SENTRY_DSN,
  spotlight: process.env.SENTRY_SPOTLIGHT,
  tracesSampleRate: 1,
  enableLogs: true,
  release: "shop@2.4.1",
  environment: "test",
});

class CardDeclined extends Error {
  name = "CardDeclined";
}

function charge(order) {
  // The gateway says no to large orders.
  if (order.total > 100) throw new CardDeclined(`declined for ${order.total}`);
}

Sentry.addBreadcrumb({ category: "ui.click", message: "button#pay" });
Sentry.setTag("tenant", "acme");
await Sentry.startSpan({ name: "POST /checkout", op: "http.server", forceTransaction: true }, async () => {
  await Sentry.startSpan(
    { name: "SELECT cart", op: "db.query" },
    () => new Promise((done) => setTimeout(done, 5)),
  );
  Sentry.logger.warn("inventory is slow", { latency_ms: 812 });
  try {
    charge({ total: 129 });
  } catch (cause) {
    Sentry.captureException(new Error("checkout failed", { cause }));
  }
});
await Sentry.flush(5_000);
