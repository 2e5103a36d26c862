import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { browserOf, deviceOf, type Software, systemOf } from "../../user-agent/user-agent.ts";
import { ensureObject, headerOf, listOf, objectOf, someText } from "../access.ts";

/** Parts of the brand list that are no browser's name. */
const NO_BROWSERS = ["Brand", "Chromium", "Gecko", "WebKit"];
const BRAND = /^"([^"]*)";\s*v="([^"]*)"$/;

/** Tells browser, device and system by the headers of the event's own request; contexts that are there stay. */
export function normalizeUserAgent(root: JsonObject): void {
  const headers = listOf(objectOf(root.request)?.headers);
  if (headers === undefined) return;
  const userAgent = headerOf(headers, "User-Agent");
  const systemKey = root.platform === "javascript" ? "os" : "client_os";
  addContext(root, "browser", "browser", () => browserByHints(headers) ?? named(browserOf(userAgent ?? "")));
  addContext(root, "device", "device", () => deviceByHints(headers) ?? deviceByAgent(userAgent ?? ""));
  addContext(root, systemKey, "os", () => systemByHints(headers) ?? systemByAgent(userAgent ?? ""));
}

function addContext(root: JsonObject, key: string, type: string, make: () => JsonObject | undefined): void {
  const known = objectOf(root.contexts)?.[key];
  // One that has this key by convention only is never replaced.
  if (key === type ? objectOf(known)?.type === type : known !== undefined) return;
  const context = make();
  if (context !== undefined) ensureObject(root, "contexts")[key] = { ...context, type };
}

function browserByHints(headers: readonly unknown[]): JsonObject | undefined {
  const brands = hint(headers, "Sec-CH-UA");
  for (const item of brands?.split(",") ?? []) {
    if (NO_BROWSERS.some((word) => item.includes(word))) continue;
    const [, name = "", version = ""] = BRAND.exec(item.trim()) ?? [];
    if (name.trim() === "" || version.trim() === "") return undefined;
    return { name: browserName(name), version };
  }
  return undefined;
}

function deviceByHints(headers: readonly unknown[]): JsonObject | undefined {
  const model = hint(headers, "Sec-CH-UA-Model")?.replaceAll('"', "").trim();
  return someText(model) === undefined ? undefined : { model: model as string };
}

function systemByHints(headers: readonly unknown[]): JsonObject | undefined {
  const name = hint(headers, "Sec-CH-UA-Platform")?.replaceAll('"', "").trim();
  const version = hint(headers, "Sec-CH-UA-Platform-Version")?.replaceAll('"', "").trim();
  if (someText(name) === undefined) return undefined;
  return { name: name as string, ...(someText(version) === undefined ? {} : { version: version as string }) };
}

function hint(headers: readonly unknown[], name: string): string | undefined {
  return headerOf(headers as never, name);
}

function deviceByAgent(userAgent: string): JsonObject | undefined {
  const device = deviceOf(userAgent);
  if (device === undefined || device.family === "Other") return undefined;
  const { family, model, brand } = device;
  return { family, ...(model === undefined ? {} : { model }), ...(brand === undefined ? {} : { brand }) };
}

/** Some systems stopped counting up in what their browsers say of them. */
function systemByAgent(userAgent: string): JsonObject | undefined {
  const system = named(systemOf(userAgent));
  const { name, version } = system ?? {};
  if (name === "Windows" && version === "10") return { name, version: ">=10" };
  if (name === "Mac OS X" && version === "10.15.7") return { name, version: ">=10.15.7" };
  return system;
}

function named(software: Software | undefined): JsonObject | undefined {
  if (software === undefined || software.family === "Other") return undefined;
  const { family, major, minor, patch } = software;
  const parts = [major, minor, patch];
  const end = parts.findIndex((part) => part === undefined || part === "");
  const version = parts.slice(0, end < 0 ? parts.length : end).join(".");
  return { name: browserName(family), ...(version === "" ? {} : { version }) };
}

function browserName(name: string): string {
  return name === "Google Chrome" ? "Chrome" : name;
}
