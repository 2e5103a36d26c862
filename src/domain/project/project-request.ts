import { err, ok, type Result } from "../../kernel/base/result.ts";
import { isPublicKey } from "../protocol/dsn.ts";
import { FieldError, Fields } from "./internal/fields.ts";

/** What a relay below asks: the states of these keys, and whether the global config, too. */
export interface ProjectsRequest {
  readonly keys: readonly KeyRequest[];
  readonly wantsFullConfig: boolean;
  readonly wantsGlobal: boolean;
}

export interface KeyRequest {
  readonly publicKey: string;
  /** Of the state that the asker has. */
  readonly revision: string | undefined;
}

/**
 * Reads the body of `projectconfigs/?version=3`. What is no key is skipped; revisions that do not fit the keys one
 * by one are not looked at.
 * @returns what is wrong with it, for the cause of a 400
 */
export function parseProjectsRequest(json: string): Result<ProjectsRequest, string> {
  try {
    const fields = Fields.parse(json, "the request");
    const publicKeys = fields.list("publicKeys");
    if (publicKeys === undefined) return err("missing field `publicKeys`");
    const revisions = revisionsOf(fields, publicKeys.length);
    const keys = publicKeys.flatMap((publicKey, index) =>
      typeof publicKey === "string" && isPublicKey(publicKey)
        ? [{ publicKey, revision: revisions[index] ?? undefined }]
        : [],
    );
    return ok({
      keys,
      wantsFullConfig: fields.boolean("fullConfig") ?? false,
      wantsGlobal: fields.boolean("global") ?? false,
    });
  } catch (error) {
    if (error instanceof FieldError) return err(error.message);
    throw error;
  }
}

function revisionsOf(fields: Fields, count: number): readonly (string | null)[] {
  const value = fields.value("revisions");
  if (!Array.isArray(value) || value.length !== count) return [];
  const isRevision = (entry: unknown) => entry === null || typeof entry === "string";
  return value.every(isRevision) ? value : [];
}

/** The body that asks an upstream for projects. */
export function projectsRequestJson(request: {
  readonly keys: readonly KeyRequest[];
  readonly wantsFullConfig: boolean;
  readonly isNoCache: boolean;
}): string {
  return JSON.stringify({
    publicKeys: request.keys.map(({ publicKey }) => publicKey),
    revisions: request.keys.map(({ revision = null }) => revision),
    fullConfig: request.wantsFullConfig,
    noCache: request.isNoCache,
  });
}

/** The body that asks an upstream for the global config alone. */
export const GLOBAL_REQUEST_JSON = '{"global":true,"publicKeys":[]}';
