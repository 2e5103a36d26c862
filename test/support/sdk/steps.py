"""The real SDK, doing one thing per line of standard input: `name` is done and flushed, then echoed. Ends with the input."""

import os
import sys

import sentry_sdk
from sentry_sdk.crons import capture_checkin

sentry_sdk.init(
    dsn=os.environ["SENTRY_DSN"],
    traces_sample_rate=1.0,
    enable_logs=True,
    release="shop@2.4.1",
    environment="test",
    # Sessions are a step of their own.
    auto_session_tracking=False,
)


def error():
    try:
        raise ValueError("declined")
    except ValueError as declined:
        sentry_sdk.capture_exception(declined)


def trace():
    with sentry_sdk.start_transaction(op="http.server", name="POST /checkout"):
        pass


def session():
    """A request that ended well after an error was handled in it: the SDK sends them counted."""
    scope = sentry_sdk.get_isolation_scope()
    scope.start_session(session_mode="request")
    scope._session.update(errors=1)
    scope.end_session()


STEPS = {
    "error": error,
    "trace": trace,
    "log": lambda: sentry_sdk.logger.warning("inventory is slow", attributes={"latency_ms": 812}),
    "metric": lambda: sentry_sdk.metrics.count("orders", 1),
    "check_in": lambda: capture_checkin(monitor_slug="nightly-billing", status="ok"),
    "session": session,
}

for line in sys.stdin:
    STEPS[line.strip()]()
    sentry_sdk.flush(timeout=5)
    print(line.strip(), flush=True)
