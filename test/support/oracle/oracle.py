"""Answers calls, one JSON line each, with the public wheel `sentry-relay`: events and results stay JSON texts."""

import json
import sys

from sentry_relay import processing
from sentry_relay.pattern import Pattern


def texts(value):
    return value


def normalize_event(raw, config):
    normalizer = processing.StoreNormalizer(**config)
    return normalizer.normalize_event(raw_event=raw.encode(), json_loads=texts)


def strip_event(config, raw):
    return processing.pii_strip_event(
        config, raw, json_dumps=lambda value: value if isinstance(value, str) else json.dumps(value), json_loads=texts
    )


def matches_pattern(pattern, texts, ignore_case):
    compiled = Pattern(pattern, case_insensitive=ignore_case)
    return [compiled.is_match(text) for text in texts]


CALLS = {
    "normalize_event": normalize_event,
    "pii_strip_event": strip_event,
    "matches_pattern": matches_pattern,
}


def answer(name, args):
    call = CALLS.get(name) or getattr(processing, name)
    return call(*args)


for line in sys.stdin:
    request = json.loads(line)
    try:
        response = {"value": answer(request["call"], request["args"])}
    except Exception as error:
        response = {"error": str(error).split("\n")[0], "kind": type(error).__name__}
    print(json.dumps(response), flush=True)
