// A page with the real SDK, bundled for the browser: errors, a page load trace, a session, feedback, and a replay.
import * as Sentry from "@sentry/browser";

Sentry.init({
  dsn: window.sentryDsn,
  release: "shop-web@2.4.1",
  environment: "test",
  tracesSampleRate: 1,
  replaysSessionSampleRate: 1,
  replaysOnErrorSampleRate: 1,
  integrations: [
    Sentry.browserTracingIntegration({ finalTimeout: 2_000, idleTimeout: 300 }),
    Sentry.replayIntegration({ minReplayDuration: 0, useCompression: true }),
    Sentry.feedbackIntegration({ autoInject: false }),
  ],
  // Dropped here, so that the SDK has a client report to send when the page goes away.
  beforeSend: (event) => (event.message === "drop me" ? null : event),
});

document.querySelector("button")?.addEventListener("click", () => {
  Sentry.captureFeedback({ message: "I like it", email: "jane@example.com" });
  Sentry.captureMessage("drop me");
  Sentry.logger.info("clicked", { where: "button" });
  throw new TypeError("cart is undefined");
});

// Resolves when the SDK has handed everything over.
window.finish = async () => {
  await Sentry.getReplay()?.flush();
  return Sentry.flush(5_000);
};
