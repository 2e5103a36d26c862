import { describe, expect, test } from "bun:test";
import type { LogRecord } from "./log.ts";
import { formatJson, formatPretty, formatSimplified, recordFormatter } from "./log-format.ts";

const RECORD: LogRecord = {
  timeMs: Date.UTC(2026, 10, 24, 10, 15, 38, 693) + 0.4541,
  level: "error",
  target: "relay_server::services::upstream",
  message: "authentication encountered error",
  fields: {
    error: "could not send request to upstream",
    "error.sources": ["tcp connect error", "Connection refused (os error 111)"],
    "tags.attempts": 2,
  },
};

describe("the reference's lines", () => {
  test("simplified", () => {
    expect(formatSimplified(RECORD)).toBe(
      "2026-11-24T10:15:38.693454Z ERROR relay_server::services::upstream: authentication encountered error error=could not send request to upstream error.sources=[tcp connect error, Connection refused (os error 111)] tags.attempts=2",
    );
    expect(formatSimplified({ ...RECORD, level: "info", message: "  relay mode: managed", fields: {} })).toBe(
      "2026-11-24T10:15:38.693454Z  INFO relay_server::services::upstream:   relay mode: managed",
    );
    expect(formatSimplified({ ...RECORD, message: "", fields: { error: "no stored credentials" } })).toBe(
      "2026-11-24T10:15:38.693454Z ERROR relay_server::services::upstream: error=no stored credentials",
    );
  });

  test("pretty", () => {
    expect(formatPretty({ ...RECORD, fields: { ...RECORD.fields, "error.sources": ["a"] } })).toBe(
      "\u001b[31mERROR\u001b[0m \u001b[2mrelay_server::services::upstream\u001b[0m\u001b[2m:\u001b[0m authentication encountered error \u001b[3merror\u001b[0m\u001b[2m=\u001b[0mcould not send request to upstream \u001b[3merror\u001b[0m\u001b[3m.sources\u001b[0m\u001b[2m=\u001b[0m[a] \u001b[3mtags.attempts\u001b[0m\u001b[2m=\u001b[0m2",
    );
  });

  test("json", () => {
    expect(formatJson({ ...RECORD, fields: { error: "e", "tags.attempts": 2 } })).toBe(
      '{"timestamp":"2026-11-24T10:15:38.693454Z","level":"ERROR","message":"authentication encountered error","error":"e","tags.attempts":2,"target":"relay_server::services::upstream"}',
    );
  });
});

test("auto is pretty on a terminal only, and plain where colours are unwanted", () => {
  const info: LogRecord = { ...RECORD, level: "info", message: "m", fields: {} };
  const line = "relay_server::services::upstream: m";
  expect(recordFormatter("auto", { isTerminal: false, colours: true })(info)).toEndWith(` INFO ${line}`);
  expect(recordFormatter("auto", { isTerminal: true, colours: false })(info)).toBe(` INFO ${line}`);
  expect(recordFormatter("auto", { isTerminal: true, colours: true })(info)).toStartWith(
    "\u001b[32m INFO\u001b[0m ",
  );
});

test("nothing in a record starts a line, steers a terminal or replaces a head field", () => {
  const hostile: LogRecord = { ...RECORD, message: "a\nb\u001b[2J", fields: { level: "x", target: "y" } };
  expect(formatSimplified(hostile)).toContain("a\\nb\\u{1b}[2J");
  expect(JSON.parse(formatJson(hostile))).toMatchObject({ level: "ERROR", target: RECORD.target });
});
