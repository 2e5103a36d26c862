import type { KeyRequest } from "../../domain/project/project-request.ts";
import type { ProjectAnswer } from "../../domain/project/project-response.ts";
import type { ProjectState } from "../../domain/project/project-state.ts";
import type { Address } from "../../kernel/actor/address.ts";

/** A project's state as it is handed to the Arbiters that use it. */
export interface KnownProject {
  readonly publicKey: string;
  readonly state: ProjectState;
  /** How long it may be used before it is asked for again; above 0. A duration, since clocks of threads differ. */
  readonly freshForMs: number;
}

/** The copies of one Arbiter, told by whoever holds the truth. */
export interface ProjectReaderProtocol {
  known(news: { readonly projects: readonly KnownProject[] }): void;
  evicted(news: { readonly publicKeys: readonly string[] }): void;
}

/** Who knows the projects: the upstream's word in managed mode, files in static mode. */
export interface ProjectSourceProtocol {
  /**
   * One Arbiter uses these keys, and has none of them or stale ones. What is known is told at once, stale or not, and
   * everything again when it changes.
   */
  want(request: {
    readonly publicKeys: readonly string[];
    readonly reader: Address<ProjectReaderProtocol>;
    /** The Arbiter's number. */
    readonly index: number;
  }): void;
}

/** Gets states from the upstream. */
export interface ProjectFetcherProtocol {
  ask(request: { readonly keys: readonly KeyRequest[] }): void;
}

/** What comes of it, told as it comes. A key that is fetched is answered some day, however long it takes. */
export interface ProjectFetcherListener {
  /** It begins with nothing: what is open must be asked for again. */
  fetcherStarted(): void;
  fetched(news: { readonly results: readonly FetchResult[] }): void;
  /** The upstream says nothing about these for the time being; they are still asked for. */
  delayed(news: { readonly publicKeys: readonly string[] }): void;
}

export interface FetchResult {
  readonly publicKey: string;
  readonly answer: Extract<ProjectAnswer, { readonly answer: "state" | "unchanged" }>;
}

/** What outlives the process: the states of projects, and the global config. */
export interface SnapshotProtocol {
  save(states: { readonly states: readonly StateText[] }): void;
  load(request: { readonly publicKeys: readonly string[] }): readonly SavedState[];
  /** As JSON. */
  saveGlobal(json: string): void;
  loadGlobal(): string | undefined;
}

/** A state as the upstream wrote it. */
export interface StateText {
  readonly publicKey: string;
  readonly json: string;
}

export interface SavedState {
  readonly publicKey: string;
  readonly state: ProjectState;
}
