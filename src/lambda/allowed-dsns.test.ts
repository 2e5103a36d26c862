import { describe, expect, test } from "bun:test";
import { type Dsn, parseDsn } from "../domain/protocol/dsn.ts";
import { AllowedDsns } from "./allowed-dsns.ts";

const KEY = "a".repeat(32);
const OTHER = "b".repeat(32);

function dsn(text: string): Dsn {
  const parsed = parseDsn(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function allowed(configured: string | undefined, listed: readonly string[] = []): AllowedDsns {
  return new AllowedDsns({
    configured: configured === undefined ? undefined : dsn(configured),
    listed,
    upstreamAuthority: "sentry.example",
  });
}

describe("without a list", () => {
  test("the configured DSN, its host and Sentry's own are taken", () => {
    const rules = allowed(`https://${KEY}@sentry.example/1`);
    expect(rules.admits(dsn(`https://${KEY}@sentry.example/1`))).toBe(true);
    expect(rules.admits(dsn(`https://${OTHER}@sentry.example/2`))).toBe(true);
    expect(rules.admits(dsn(`https://${OTHER}@o1.ingest.sentry.io/2`))).toBe(true);
    expect(rules.admits(dsn(`https://${OTHER}@collector.example/2`))).toBe(false);
    expect(rules.admits(dsn(`https://${OTHER}@evilsentry.io/2`))).toBe(false);
  });

  test("what goes elsewhere than the configured upstream remembers where", () => {
    const rules = allowed(`https://${KEY}@sentry.example/1`);
    rules.admits(dsn(`https://${OTHER}@o1.ingest.de.sentry.io/2`));
    expect(rules.baseOf(OTHER)).toBe("https://o1.ingest.de.sentry.io");
  });

  test("a DSN whose host was rewritten to reach us means the configured one", () => {
    const rules = allowed(`https://${KEY}@sentry.example/1`);
    expect(rules.admits(dsn(`http://${KEY}@localhost:9000/1`))).toBe(true);
    expect(rules.baseOf(KEY)).toBeUndefined();
    expect(rules.admits(dsn(`https://${KEY}@collector.example/1`))).toBe(false);
  });

  test("without a configured DSN only Sentry's own", () => {
    expect(allowed(undefined).admits(dsn(`https://${OTHER}@o1.ingest.sentry.io/2`))).toBe(true);
    expect(allowed(undefined).admits(dsn(`https://${OTHER}@collector.example/2`))).toBe(false);
  });
});

test("a list is the whole truth, but for the configured DSN", () => {
  const rules = allowed(`https://${KEY}@sentry.example/1`, ["collector.example", "c".repeat(32)]);
  expect(rules.admits(dsn(`https://${OTHER}@collector.example/2`))).toBe(true);
  expect(rules.admits(dsn(`https://${"c".repeat(32)}@o1.ingest.sentry.io/2`))).toBe(true);
  expect(rules.admits(dsn(`https://${OTHER}@o1.ingest.sentry.io/2`))).toBe(false);
  expect(rules.admits(dsn(`https://${KEY}@sentry.example/1`))).toBe(true);
});
