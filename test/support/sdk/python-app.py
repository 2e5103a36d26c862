"""A small application with the real SDK, as its users write them: errors, a trace, logs, a check-in, an attachment."""

import os

import sentry_sdk
from sentry_sdk.crons import monitor

sentry_sdk.init(
    dsn=os.environ["SENTRY_DSN"],
    traces_sample_rate=1.0,
    enable_logs=True,
    release="shop@2.4.1",
    environment="test",
    send_default_pii=True,
)


def charge(total):
    if total > 100:
        raise ValueError(f"declined for {total} – ünïcode")


@monitor(monitor_slug="nightly-billing")
def nightly():
    pass


sentry_sdk.set_tag("tenant", "acme")
sentry_sdk.add_breadcrumb(category="ui.click", message="button#pay")
with sentry_sdk.start_transaction(op="http.server", name="POST /checkout"):
    with sentry_sdk.start_span(op="db.query", name="SELECT cart"):
        pass
    sentry_sdk.logger.warning("inventory is slow", attributes={"latency_ms": 812})
    with sentry_sdk.new_scope() as scope:
        scope.add_attachment(bytes=b"line 1\nline 2\n", filename="app.log", content_type="text/plain")
        try:
            charge(129)
        except ValueError as error:
            sentry_sdk.capture_exception(error)
nightly()
sentry_sdk.flush(timeout=5)
