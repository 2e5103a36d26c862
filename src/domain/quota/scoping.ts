/**
 * Whom data belongs to. Ids are decimal text: they are u64 on the wire, more than a JavaScript number holds.
 * What is not known (a proxy knows neither organization nor numeric key) is `undefined`.
 */
export interface Scoping {
  readonly organizationId: string | undefined;
  readonly projectId: string | undefined;
  readonly publicKey: string;
  /** The numeric id of the public key, which quotas of scope `key` name. */
  readonly keyId: string | undefined;
}

export type LimitScopeKind = "organization" | "project" | "key";

/** One organization, project or key. An unknown id is a scope of its own: it equals only another unknown one. */
export interface LimitScope {
  readonly kind: LimitScopeKind;
  readonly id: string | undefined;
}

/** The scope of `kind` that `scoping` lies in; a key's is its public key, as rate limits know it. */
export function scopeOf(kind: LimitScopeKind, scoping: Scoping): LimitScope {
  switch (kind) {
    case "organization":
      return { kind, id: scoping.organizationId };
    case "project":
      return { kind, id: scoping.projectId };
    case "key":
      return { kind, id: scoping.publicKey };
  }
}

export function isInScope(scoping: Scoping, scope: LimitScope): boolean {
  switch (scope.kind) {
    case "organization":
      return scope.id === scoping.organizationId;
    case "project":
      return scope.id === scoping.projectId;
    case "key":
      return scope.id === scoping.publicKey;
  }
}
