import { assertNever } from "../../kernel/base/assert.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { projectStateJson } from "./config-json.ts";
import { FieldError, Fields } from "./internal/fields.ts";
import type { ProjectsRequest } from "./project-request.ts";
import { DISABLED, type ProjectState, parseProjectState } from "./project-state.ts";
import { SharedTexts } from "./shared-texts.ts";

/** Who asks. */
export interface AskingRelay {
  readonly publicKey: string;
  /** Of our own installation, as the upstream has it: may see everything. */
  readonly isInternal: boolean;
}

/** The global config as it is served: its JSON, and whether the upstream has given one yet. */
export interface ServedGlobal {
  readonly json: string;
  readonly isReady: boolean;
}

/**
 * Answers a relay below. Per key: a revision it has is `unchanged`, whoever asks; what we do not know yet is
 * `pending`; a config goes to internal relays and to those that the project trusts. Everything else is left out,
 * which means disabled.
 */
export function projectsResponseJson(
  request: ProjectsRequest,
  stateOf: (publicKey: string) => ProjectState,
  options: {
    readonly relay: AskingRelay;
    readonly advertisedUpstream: string | undefined;
    readonly global: ServedGlobal;
  },
): string {
  const configs = new Map<string, string>();
  const pending: string[] = [];
  const unchanged: string[] = [];
  const view = request.wantsFullConfig && options.relay.isInternal ? "full" : "limited";
  for (const { publicKey, revision } of request.keys) {
    const state = stateOf(publicKey);
    if (revision !== undefined && revision === revisionOf(state)) unchanged.push(publicKey);
    else if (state.status === "pending") pending.push(publicKey);
    else if (state.status === "enabled" && maySee(options.relay, state.project.config.trustedRelays)) {
      configs.set(publicKey, projectStateJson(state.project, view, options.advertisedUpstream));
    }
  }
  const members = [
    `"configs":{${Array.from(configs, ([key, json]) => `${JSON.stringify(key)}:${json}`).join(",")}}`,
  ];
  if (pending.length > 0) members.push(`"pending":${JSON.stringify(pending)}`);
  if (unchanged.length > 0) members.push(`"unchanged":${JSON.stringify(unchanged)}`);
  if (request.wantsGlobal) {
    members.push(`"global":${options.global.json}`);
    members.push(`"globalStatus":"${options.global.isReady ? "ready" : "pending"}"`);
  }
  return `{${members.join(",")}}`;
}

function maySee(relay: AskingRelay, trustedRelays: readonly string[]): boolean {
  return relay.isInternal || trustedRelays.includes(relay.publicKey);
}

function revisionOf(state: ProjectState): string | undefined {
  switch (state.status) {
    case "enabled":
      return state.project.revision;
    case "disabled":
      return state.revision;
    case "pending":
      return undefined;
    default:
      return assertNever(state);
  }
}

/** What an upstream says of one key. `unreadable`: ask again, and keep what is known. */
export type ProjectAnswer =
  /** `json` is what it was read from. */
  | { readonly answer: "state"; readonly state: ProjectState; readonly json: string }
  | { readonly answer: "unchanged" }
  | { readonly answer: "pending" }
  | { readonly answer: "unreadable"; readonly reason: string };

const DISABLED_JSON = '{"disabled":true}';

/** Of the global config; `undefined` when the answer has none that is ready. */
export interface ProjectsAnswer {
  readonly answerFor: (publicKey: string) => ProjectAnswer;
  readonly globalJson: string | undefined;
}

/**
 * Reads an upstream's answer. A key that it does not mention is disabled. States are read one by one as they are
 * asked for, so that one bad state spoils no other.
 * @returns what is wrong with the answer as a whole
 */
export function parseProjectsResponse(
  json: string,
  shared: SharedTexts = new SharedTexts(),
): Result<ProjectsAnswer, string> {
  try {
    const fields = Fields.parse(json, "the answer");
    const configs = fields.object("configs") ?? new Fields(new Map());
    const pending = new Set(fields.strings("pending"));
    const unchanged = new Set(fields.strings("unchanged"));
    const answerFor = (publicKey: string): ProjectAnswer => {
      if (pending.has(publicKey)) return { answer: "pending" };
      if (unchanged.has(publicKey)) return { answer: "unchanged" };
      const state = configs.raw(publicKey);
      if (state === undefined) return { answer: "state", state: DISABLED, json: DISABLED_JSON };
      const parsed = parseProjectState(state, shared);
      return parsed.ok
        ? { answer: "state", state: parsed.value, json: state }
        : { answer: "unreadable", reason: parsed.error };
    };
    const isGlobalReady = (fields.string("globalStatus") ?? "ready") === "ready";
    return ok({ answerFor, globalJson: isGlobalReady ? fields.raw("global") : undefined });
  } catch (error) {
    if (error instanceof FieldError) return err(error.message);
    throw error;
  }
}
