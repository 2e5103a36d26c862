import type { JsonObject } from "../../../kernel/base/json/value.ts";
import {
  contextOf,
  ensureObject,
  isMissing,
  listOf,
  objectOf,
  objectsIn,
  someText,
  tagOf,
  textOf,
} from "../access.ts";
import type { EventDocument } from "../document.ts";
import { withoutIdentifiers } from "./identifiers.ts";
import { type RenameRule, renamed } from "./rename-rules.ts";

const UNLABELED = "<unlabeled transaction>";

/** SDKs whose names are often raw paths. */
const RAW_NAMES = new Set([
  "sentry.javascript.angular",
  "sentry.javascript.browser",
  "sentry.javascript.ember",
  "sentry.javascript.gatsby",
  "sentry.javascript.react",
  "sentry.javascript.remix",
  "sentry.javascript.vue",
  "sentry.javascript.nextjs",
  "sentry.php.laravel",
  "sentry.php.symfony",
]);
const RACK_FAILURES = new Set([
  "invalid_argument",
  "unauthenticated",
  "permission_denied",
  "not_found",
  "already_exists",
  "resource_exhausted",
  "cancelled",
  "internal_error",
  "unimplemented",
  "unavailable",
  "deadline_exceeded",
]);

/** Gives a transaction a name and takes out of it what differs from one request to the next. */
export function normalizeTransactionName(
  document: EventDocument,
  rules: readonly RenameRule[],
  nowSeconds: number,
): void {
  const { root } = document;
  if (someText(root.transaction) === undefined) root.transaction = UNLABELED;
  const source = textOf(objectOf(root.transaction_info)?.source);
  const isRawName = (root.transaction as string).includes("/") && hasRawNames(root);
  if (source === undefined && !isRawName) ensureObject(root, "transaction_info").source = "unknown";
  if (source !== "url" && source !== "sanitized" && !(source === undefined && isRawName)) return;
  scrubIdentifiers(document);
  applyRules(document, rules, nowSeconds);
  ensureObject(root, "transaction_info").source = "sanitized";
}

function hasRawNames(root: JsonObject): boolean {
  const sdk = objectOf(root.sdk) ?? {};
  const name = textOf(sdk.name) ?? "";
  if (RAW_NAMES.has(name)) return true;
  const integrates = (integration: string) => listOf(sdk.integrations)?.includes(integration) ?? false;
  switch (name) {
    case "sentry.python":
      return integrates("django") && tagOf(root, "http.status_code") === "404";
    case "sentry.javascript.node":
      return integrates("Express") && textOf(objectOf(root.request)?.method) === "OPTIONS";
    case "sentry.ruby":
      return (
        objectOf(root.modules)?.rack !== undefined &&
        RACK_FAILURES.has(textOf(contextOf(root, "trace")?.status) ?? "")
      );
    default:
      return false;
  }
}

function scrubIdentifiers(document: EventDocument): void {
  const before = document.root.transaction as string;
  const { name, remarks } = withoutIdentifiers(before);
  if (remarks.length === 0) return;
  const meta = document.metaAt(["transaction"]);
  for (const remark of remarks) meta.addRemark(remark);
  if (name === "" || name === "*" || name === before) return;
  meta.setOriginalValue(before);
  document.root.transaction = name;
}

function applyRules(document: EventDocument, rules: readonly RenameRule[], nowSeconds: number): void {
  const before = document.root.transaction as string;
  const after = renamed(before, rules, nowSeconds);
  if (after === undefined) return;
  const meta = document.metaAt(["transaction"]);
  meta.addRemark([after.rule.pattern, "s"]);
  if (meta.originalValue === undefined) meta.setOriginalValue(before);
  document.root.transaction = after.name;
}

/** Every trace and span does something. */
export function defaultOps(root: JsonObject, opOf: (span: JsonObject) => string | undefined): void {
  const trace = contextOf(root, "trace");
  if (trace !== undefined && isMissing(trace.op)) trace.op = "default";
  for (const [, span] of objectsIn(listOf(root.spans)))
    if (isMissing(span.op)) span.op = opOf(span) ?? "default";
}
