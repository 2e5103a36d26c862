import { parsePublicKey, type RelayPublicKey } from "../auth/relay-key.ts";
import { verifySignature } from "../auth/signature.ts";
import { isAllowedOrigin } from "./origin.ts";
import type { ProjectConfig } from "./project-config.ts";
import type { ProjectInfo } from "./project-state.ts";

/** What is asked of a request before its data is let in. */
export interface Sender {
  readonly publicKey: string;
  /** From the URL; `undefined` when it named none. */
  readonly projectId: string | undefined;
  readonly origin?: string | undefined;
  /** `X-Sentry-Relay-Signature`. */
  readonly signature?: string | undefined;
  readonly fromInternalRelay: boolean;
}

/** Why data is refused: the outcome's reason. */
export type AdmissionError = "project_id" | "cors" | "missing_signature" | "invalid_signature";

const NO_DATA = new Uint8Array();

/**
 * Checks, in this order: project id and key belong together, the page may send, and a relay that the project trusts
 * has signed, if it must.
 */
export function checkAdmission(
  project: ProjectInfo,
  sender: Sender,
  options: { readonly nowMs: number; readonly maxSignatureAgeMs: number },
): AdmissionError | undefined {
  const isItsId =
    project.projectId === undefined || (sender.projectId ?? project.projectId) === project.projectId;
  if (!isItsId || project.publicKeys[0]?.publicKey !== sender.publicKey) return "project_id";
  if (!isAllowedOrigin(project.config.allowedDomains, sender.origin)) return "cors";
  if (!project.config.requiresSignature || sender.fromInternalRelay) return undefined;
  if (sender.signature === undefined) return "missing_signature";
  return isSignedByTrusted(project, sender.signature, options) ? undefined : "invalid_signature";
}

function isSignedByTrusted(
  { config }: ProjectInfo,
  signature: string,
  { nowMs, maxSignatureAgeMs }: { readonly nowMs: number; readonly maxSignatureAgeMs: number },
): boolean {
  const age = { nowMs, maxAgeMs: maxSignatureAgeMs };
  return trustedKeys(config).some((key) => verifySignature(NO_DATA, signature, key, age).ok);
}

/** Keys ready to verify with, made once per config. */
const KEYS = new WeakMap<readonly string[], readonly RelayPublicKey[]>();

function trustedKeys({ trustedRelays }: ProjectConfig): readonly RelayPublicKey[] {
  const known = KEYS.get(trustedRelays);
  if (known !== undefined) return known;
  const keys = trustedRelays.flatMap((text) => parsePublicKey(text) ?? []);
  KEYS.set(trustedRelays, keys);
  return keys;
}
