import { type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import { isMissing, objectOf, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import type { PathKey } from "../meta.ts";
import {
  errorName,
  machExceptionName,
  type SystemFamily,
  signalCodeName,
  signalName,
} from "./system-numbers.ts";

/** Gives names to the numbers in a mechanism, and refuses a help link that leads nowhere. */
export function normalizeMechanism(
  document: EventDocument,
  mechanism: JsonObject,
  path: readonly PathKey[],
  system: SystemFamily | undefined,
): void {
  const link = textOf(mechanism.help_link);
  if (link !== undefined && !/^https?:\/\//.test(link)) {
    const meta = document.metaAt([...path, "help_link"]);
    meta.addError("invalid_data", { reason: "expected http URL" });
    meta.setOriginalValue(link);
    mechanism.help_link = null;
  }
  const meta = objectOf(mechanism.meta);
  if (meta !== undefined) nameNumbers(meta, system);
}

function nameNumbers(meta: JsonObject, system: SystemFamily | undefined): void {
  const errno = objectOf(meta.errno);
  const signal = objectOf(meta.signal);
  const exception = objectOf(meta.mach_exception);
  if (system !== undefined) {
    nameBy(errno, "name", numberOf(errno?.number), (number) => errorName(system, number));
    const number = numberOf(signal?.number);
    nameBy(signal, "name", number, (each) => signalName(system, each));
    nameBy(signal, "code_name", numberOf(signal?.code), (code) => signalCodeName(system, number ?? -1, code));
  }
  nameBy(exception, "name", numberOf(exception?.exception), machExceptionName);
}

function nameBy(
  object: JsonObject | undefined,
  key: string,
  number: number | undefined,
  nameOf: (number: number) => string | undefined,
): void {
  if (object === undefined || number === undefined || !isMissing(object[key])) return;
  const name = nameOf(number);
  if (name !== undefined) object[key] = name;
}
