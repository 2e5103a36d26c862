import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type ConfigError, configError } from "../load/error.ts";
import { type InterpolationContext, interpolate } from "../load/interpolate.ts";
import { isMapping } from "../options/read.ts";
import { type Credentials, formatCredentials, parseCredentials } from "./credentials.ts";

const OWNER_ONLY = 0o600;

function credentialsPath(folder: string): string {
  return join(folder, "credentials.json");
}

/** Reads `credentials.json` of the folder, with its variables replaced; `undefined` when there is none. */
export function readCredentials(context: InterpolationContext): Result<Credentials | undefined, ConfigError> {
  const path = credentialsPath(context.folder);
  const text = context.readText(path);
  if (!text.ok && text.error.missing) return ok(undefined);
  if (!text.ok) return err(configError(`could not open config file (file ${path})`, text.error.text));
  const credentials = parseText(text.value, context);
  if (credentials.ok) return credentials;
  return err(configError(`could not parse json config file (file ${path})`, credentials.error));
}

function parseText(text: string, context: InterpolationContext): Result<Credentials, string> {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return err(error instanceof Error ? error.message : "invalid JSON");
  }
  if (!isMapping(raw)) return err("invalid value, expected an object");
  const resolved: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(raw)) {
    const result = typeof value === "string" ? interpolate(value, context) : ok<unknown>(value);
    if (!result.ok) return err(`${key}: ${result.error}`);
    resolved[key] = result.value;
  }
  return parseCredentials(resolved);
}

/** Writes `credentials.json`, readable by its owner only; makes the folder where there is none. */
export function writeCredentials(folder: string, credentials: Credentials): Result<void, ConfigError> {
  return writePrivate(credentialsPath(folder), formatCredentials(credentials), folder);
}

export function removeCredentials(folder: string): Result<void, ConfigError> {
  try {
    rmSync(credentialsPath(folder), { force: true });
    return ok(undefined);
  } catch (error) {
    return err(configError(`could not remove config file (file ${credentialsPath(folder)})`, String(error)));
  }
}

/** Writes a file that only its owner can read. */
export function writePrivate(path: string, text: string, folder: string): Result<void, ConfigError> {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text, { mode: OWNER_ONLY });
    chmodSync(path, OWNER_ONLY);
    return ok(undefined);
  } catch (error) {
    return err(configError(`could not write config file (file ${path})`, String(error)));
  }
}
