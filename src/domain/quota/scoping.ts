import { assertNever } from "../../kernel/base/assert.ts";
import type { Scoping } from "../protocol/outcome.ts";

export type LimitScopeKind = "organization" | "project" | "key";

/** One organization, project or key. An unknown id is a scope of its own: it equals only another unknown one. */
export interface LimitScope {
  readonly kind: LimitScopeKind;
  /** Of a key: the public key, as rate limits know it. */
  readonly id: string | undefined;
}

/** The scope of `kind` that `scoping` lies in. */
export function scopeOf(kind: LimitScopeKind, scoping: Scoping): LimitScope {
  return { kind, id: scopeId(kind, scoping) };
}

export function isInScope(scoping: Scoping, scope: LimitScope): boolean {
  return scope.id === scopeId(scope.kind, scoping);
}

function scopeId(kind: LimitScopeKind, scoping: Scoping): string | undefined {
  switch (kind) {
    case "organization":
      return scoping.organizationId?.toString();
    case "project":
      return scoping.projectId;
    case "key":
      return scoping.publicKey;
    default:
      return assertNever(kind);
  }
}
