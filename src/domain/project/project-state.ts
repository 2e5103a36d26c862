import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { Scoping } from "../protocol/outcome.ts";
import { FieldError, Fields } from "./internal/fields.ts";
import { PERMISSIVE_CONFIG, type ProjectConfig, readProjectConfig } from "./project-config.ts";
import { SharedTexts } from "./shared-texts.ts";

/** A key of a project. */
export interface ProjectKey {
  readonly publicKey: string;
  readonly numericId: number | undefined;
}

/** What the upstream knows of a project, and what it wants. Plain data. */
export interface ProjectInfo {
  /** Decimal digits; `undefined`: any project id is right. */
  readonly projectId: string | undefined;
  readonly organizationId: number | undefined;
  /** The first is the one this state is for. */
  readonly publicKeys: readonly ProjectKey[];
  /** RFC 3339, as it came. */
  readonly lastChange: string | undefined;
  readonly revision: string | undefined;
  readonly slug: string | undefined;
  /** Where this project's data goes instead of the relay's upstream. */
  readonly upstream: string | undefined;
  readonly config: ProjectConfig;
}

/** `pending`: not known yet, data waits. `disabled`: data is refused. */
export type ProjectState =
  | { readonly status: "enabled"; readonly project: ProjectInfo }
  | { readonly status: "disabled"; readonly revision: string | undefined }
  | { readonly status: "pending" };

export const DISABLED: ProjectState = { status: "disabled", revision: undefined };
export const PENDING: ProjectState = { status: "pending" };

/**
 * Reads one project state of the project config protocol, version 3. Those who read many pass what they have in common.
 * @returns what is wrong with it: such a state counts as not received, so that a known one stays in use
 */
export function parseProjectState(
  json: string,
  shared: SharedTexts = new SharedTexts(),
): Result<ProjectState, string> {
  const result = parseProject(json, shared);
  if (!result.ok) return result;
  const { project, isDisabled } = result.value;
  return ok(isDisabled ? { status: "disabled", revision: project.revision } : { status: "enabled", project });
}

/** The same, with what a disabled project has. */
export function parseProject(
  json: string,
  shared: SharedTexts = new SharedTexts(),
): Result<{ project: ProjectInfo; isDisabled: boolean }, string> {
  try {
    const fields = Fields.parse(json, "the project");
    return ok({ project: readProject(fields, shared), isDisabled: fields.boolean("disabled") ?? false });
  } catch (error) {
    if (error instanceof FieldError) return err(error.message);
    throw error;
  }
}

function readProject(fields: Fields, shared: SharedTexts): ProjectInfo {
  const config = fields.object("config");
  return {
    projectId: fields.digits("projectId"),
    organizationId: fields.unsigned("organizationId", 2 ** 64),
    publicKeys: (fields.list("publicKeys") ?? []).map(readKey),
    lastChange: fields.string("lastChange"),
    revision: fields.string("rev"),
    slug: fields.string("slug"),
    upstream: readUpstream(fields.string("upstream")),
    config: config === undefined ? PERMISSIVE_CONFIG : readProjectConfig(config, shared),
  };
}

function readKey(json: unknown): ProjectKey {
  const { publicKey, numericId = null } = (json ?? {}) as Record<string, unknown>;
  if (typeof publicKey !== "string" || publicKey.length !== 32) throw new FieldError("publicKey is no key");
  if (numericId !== null && !(Number.isInteger(numericId) && (numericId as number) >= 0)) {
    throw new FieldError("numericId is no unsigned number");
  }
  return { publicKey, numericId: (numericId as number | null) ?? undefined };
}

function readUpstream(url: string | undefined): string | undefined {
  if (url === undefined || /^https?:\/\//i.test(URL.parse(url)?.href ?? "")) return url;
  throw new FieldError("upstream is no URL");
}

/** Whom data of this project belongs to, once its state is known. */
export function scopingOf(project: ProjectInfo, sent: Scoping): Scoping {
  return {
    organizationId: project.organizationId,
    projectId: project.projectId ?? sent.projectId,
    publicKey: sent.publicKey,
    keyId: project.publicKeys[0]?.numericId,
  };
}
