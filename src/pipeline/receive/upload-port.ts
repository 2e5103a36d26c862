import type { ProjectState } from "../../domain/project/project-state.ts";
import type { HttpHeaders } from "../../kernel/runtime/http.ts";

/** A part of an upload on its way to the upstream. */
export interface UploadRequest {
  readonly method: "POST" | "PATCH";
  /** Path and query. */
  readonly path: string;
  readonly headers: HttpHeaders;
  /** Base URL of the project's own upstream. */
  readonly base: string | undefined;
  readonly body?: AsyncIterable<Uint8Array> | Uint8Array;
}

export type UploadAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly location: string | undefined;
      readonly offset: string | undefined;
    }
  /** As many as may are on their way already. */
  | { readonly kind: "busy" }
  | { readonly kind: "timeout" }
  | { readonly kind: "network" };

/** How uploads reach the upstream. One per Arbiter. */
export interface UploadPort {
  /** Whether the global config lets endpoints wait for a project's config, without which there are no uploads. */
  isEnabled(): boolean;
  /** What clients are told to send at a time; 0: nothing is said. */
  chunkSize(): number;
  /** The state of a project, for which it waits; pending when that takes too long. */
  project(publicKey: string): Promise<ProjectState>;
  send(request: UploadRequest): Promise<UploadAnswer>;
}
