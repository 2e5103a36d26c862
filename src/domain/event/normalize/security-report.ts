import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { ensureList, ensureObject, headerOf, isMissing, objectOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { inferenceOf } from "./addresses.ts";

/** Headers of the request that brought a report: it came straight from the browser. */
export type ClientHeaders = readonly (readonly [name: string, value: string | undefined])[];

/** A browser's report says little of where it comes from: the request that brought it says more. */
export function normalizeSecurityReport(
  document: EventDocument,
  clientIp: string | undefined,
  headers: ClientHeaders,
): void {
  const { root } = document;
  if (objectOf(root.csp) === undefined) return;
  if (isMissing(root.logger)) root.logger = "csp";
  if (clientIp !== undefined && inferenceOf(document) !== "never") setAddress(root, clientIp);
  if (!headers.some(([, value]) => value !== undefined)) return;
  const known = ensureList(ensureObject(root, "request"), "headers");
  for (const [name, value] of headers)
    if (value !== undefined && headerOf(known, name) === undefined) known.push([name, value]);
}

function setAddress(root: JsonObject, clientIp: string): void {
  const user = ensureObject(root, "user");
  if (isMissing(user.ip_address)) user.ip_address = clientIp;
}
