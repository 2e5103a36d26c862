import * as Sentry from "@sentry/node";

Sentry.init({ tracesSampleRate: 1, enableLogs: true }); // the DSN comes from SENTRY_DSN

Sentry.startSpan({ name: "make coffee", op: "demo" }, () => {
  Sentry.addBreadcrumb({ category: "kitchen", message: "water is on" });
  Sentry.logger.info("grinding beans", { grams: 18 });
  try {
    pour(undefined);
  } catch (error) {
    Sentry.captureException(error);
  }
});

function pour(cup) {
  cup.fill("espresso");
}

await Sentry.flush(5000);
