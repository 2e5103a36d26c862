import type { Actor } from "../kernel/actor/actor.ts";
import type { Address } from "../kernel/actor/address.ts";
import {
  installLogSink,
  type LogRecord,
  type LogThreshold,
  writeLogRecord,
} from "../kernel/telemetry/log.ts";

/** Takes the log records of other threads, so that lines of one process never mix. */
export interface LogProtocol {
  record(record: LogRecord): void;
}

export function createLogActor(): Actor<LogProtocol> {
  return {
    mailbox: { capacity: 10_000, whenFull: "dropOldest" },
    handlers: { record: (record) => writeLogRecord(record) },
  };
}

/** Sends this thread's records to the main thread. */
export function forwardLogs(to: { readonly log: Address<LogProtocol>; readonly level: LogThreshold }): void {
  installLogSink((record) => void to.log.send("record", record), to.level);
}
