import * as Sentry from "@sentry/aws-serverless";

// In the function `SENTRY_DSN` is all there is to set; the tunnel leads to the extension.
Sentry.init({
  dsn: process.env.SENTRY_DSN,
  tunnel: process.env.SENTRY_TUNNEL ?? "http://localhost:9000/envelope",
});

export const handler = Sentry.wrapHandler(async (event) => {
  if (event.quiet) return { ok: true };
  throw new Error("Something the caller should not have to wait for");
});
