import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { ensureObject, isMissing, objectOf, someText, textOf, valuesOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { normalizeLogger } from "./logger.ts";
import type { NormalizeSettings } from "./settings.ts";

const PLATFORMS = new Set(
  "as3 c cfml cocoa csharp elixir go groovy haskell java javascript native node objc other perl php python ruby".split(
    " ",
  ),
);
/** Whatever was said about these, the relay says something else. */
const OWN_FIELDS = ["type", "project", "key_id", "version", "grouping_config"];
const CLIENT = /^([^/ ]+)[/ ](.+)$/;

/** What every event says of itself, and what the relay says of it. */
export function setAttributes(document: EventDocument, settings: NormalizeSettings): void {
  const { root } = document;
  for (const name of OWN_FIELDS) document.meta.children.delete(name);
  root.type = typeOf(root);
  root.project = settings.projectId;
  root.key_id = settings.keyId;
  root.version = settings.protocolVersion;
  root.grouping_config = settings.groupingConfig;
  normalizePlatform(document);
  if (isMissing(root.level)) root.level = root.type === "transaction" ? "info" : "error";
  if (isMissing(root.logger)) root.logger = "";
  if (root.extra === null) root.extra = {};
  if (objectOf(root.sdk) === undefined) setSdk(root, settings.client);
  if (root.platform === "java") normalizeLogger(document);
}

export function typeOf(root: JsonObject): string {
  if (root.type === "transaction" || root.type === "feedback") return root.type;
  if ((valuesOf(root, "exception")?.length ?? 0) > 0) return "error";
  return objectOf(root.csp) === undefined ? "default" : "csp";
}

function normalizePlatform(document: EventDocument): void {
  const { root } = document;
  const platform = textOf(root.platform);
  if (platform !== undefined && !PLATFORMS.has(platform))
    document.metaAt(["platform"]).setOriginalValue(platform);
  if (platform === undefined || !PLATFORMS.has(platform)) root.platform = "other";
}

function setSdk(root: JsonObject, client: string | undefined): void {
  const parts = CLIENT.exec(someText(client) ?? "");
  if (parts === null) return;
  const sdk = ensureObject(root, "sdk");
  sdk.name = parts[1];
  sdk.version = parts[2];
}
