import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { canonicalIp } from "../../protocol/ip.ts";
import { ensureObject, isMissing, objectOf, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";

const AUTO = "{{auto}}";
/** Whose events come from the user's own machine. */
const CLIENT_PLATFORMS = new Set(["javascript", "cocoa", "objc"]);

type Inference = "auto" | "never" | "legacy";

/** What the SDK wants; a setting nobody knows means that it wants nothing inferred. */
export function inferenceOf(document: EventDocument): Inference {
  const settings = objectOf(objectOf(document.root.sdk)?.settings);
  const said = settings?.infer_ip;
  if (said === "auto" || said === "never" || said === "legacy") return said;
  return document.findMeta(["sdk", "settings", "infer_ip"])?.errors.length ? "never" : "legacy";
}

/** Settles the address of the user out of what the event and its connection say. */
export function normalizeIpAddresses(document: EventDocument, clientIp: string | undefined): void {
  const { root } = document;
  const inference = inferenceOf(document);
  const remote = remoteAddress(root);
  const inferred = remote ?? clientIp;
  const user = objectOf(root.user);
  const isAuto = user?.ip_address === AUTO;
  if (inference === "never") {
    if (isAuto) user.ip_address = undefined;
    return;
  }
  if (isAuto && inferred !== undefined) user.ip_address = inferred;
  if (inference === "auto") {
    if (inferred !== undefined && isMissing(user?.ip_address))
      ensureObject(root, "user").ip_address = inferred;
    return;
  }
  if (root.user === null && clientIp !== undefined) root.user = {};
  if (!isMissing(objectOf(root.user)?.ip_address)) return;
  if (remote !== undefined) ensureObject(root, "user").ip_address = remote;
  else if (
    clientIp !== undefined &&
    CLIENT_PLATFORMS.has(textOf(root.platform) ?? "") &&
    !wasRemoved(document)
  )
    ensureObject(root, "user").ip_address = clientIp;
}

function remoteAddress(root: JsonObject): string | undefined {
  const address = textOf(objectOf(objectOf(root.request)?.env)?.REMOTE_ADDR);
  return address !== undefined && canonicalIp(address) !== undefined ? address : undefined;
}

/** A scrubber took it: it is not to come back. */
function wasRemoved(document: EventDocument): boolean {
  const meta = document.findMeta(["user", "ip_address"]);
  return meta?.remarks.some(([, type]) => type === "x") ?? false;
}
