import { describe, expect, test } from "bun:test";
import { formatDsn, parseDsn } from "./dsn.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

describe("parseDsn", () => {
  test.each([
    [`https://${KEY}@o1.ingest.sentry.io/42`, `https://${KEY}:@o1.ingest.sentry.io/42`],
    [`HTTPS://${KEY}:secret@H.Com:443/042/`, `https://${KEY}:@h.com/42`],
    [`http://${KEY}@[::1]:443/42`, `http://${KEY}:@[::1]:443/42`],
    [`http://${KEY}@h/a/../b/42?x#y`, `http://${KEY}:@h/b/42`],
    [`http://${KEY}@h//42`, `http://${KEY}:@h/42`],
    [`http://${KEY}@1.2/5`, `http://${KEY}:@1.0.0.2/5`],
    [` http://${KEY}@é.com:80/5 `, `http://${KEY}:@xn--9ca.com/5`],
    [`http://${KEY}@h:8080/5`, `http://${KEY}:@h:8080/5`],
  ])("%s is written back as %s", (text, expected) => {
    const dsn = parseDsn(text);
    expect(dsn.ok && formatDsn(dsn.value)).toBe(expected);
  });

  test.each([
    ["nope", "no valid url provided"],
    [`http://${KEY}@h:65536/5`, "no valid url provided"],
    [`ftp://${KEY}@h/42`, "no valid scheme"],
    ["http://h/42", "username is empty"],
    [`http://${KEY}@h${"/".repeat(100_000)}x`, "empty path"],
    [`http://${KEY}.no-cache@h/42`, "username is empty"],
    [`http://${KEY}@h`, "empty path"],
    [`http://${KEY}@h/18446744073709551616`, "empty path"],
  ] as const)("%.60s is refused: %s", (text, expected) => {
    const dsn = parseDsn(text);
    expect(!dsn.ok && dsn.error).toBe(expected);
  });
});
