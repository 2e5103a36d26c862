import { randomUUID } from "node:crypto";
import { type HttpMessage, headerOf } from "./http-reader.ts";
import { signatureProblem } from "./relay-signature.ts";

export type Json = Record<string, unknown>;

/** The answer of one of Sentry's relay endpoints; `problem` is what a test should fail for. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Json;
  readonly problem?: string;
}

/** The part of Sentry that relays register with and ask for configs. Holds what tests set and relays told. */
export class FakeProjects {
  /** Project states by public key, as the wire has them (camelCase). A key that is missing is an unknown project. */
  readonly states = new Map<string, Json>();
  /** Keys answered as `pending` that many more times. */
  readonly pending = new Map<string, number>();
  /** Registered relays: id → public key. */
  readonly relays = new Map<string, string>();
  globalConfig: Json = {};
  globalStatus: "ready" | "pending" = "ready";
  /** Answers registration with 403 `relay: stop`. */
  denyRegistration = false;
  readonly #challenges = new Map<string, string>();

  /** Adds an enabled project with defaults. */
  add(publicKey: string, projectId: number, config: Json = {}, more: Json = {}): void {
    this.states.set(publicKey, {
      disabled: false,
      projectId,
      lastChange: "2026-01-01T00:00:00Z",
      rev: randomUUID().replaceAll("-", ""),
      publicKeys: [{ publicKey, numericId: projectId, isEnabled: true }],
      slug: `project-${projectId}`,
      organizationId: 1,
      config: { allowedDomains: ["*"], trustedRelays: [], piiConfig: null, ...config },
      ...more,
    });
  }

  /** Answers a relay endpoint, or `undefined` when `path` is none. */
  answer(path: string, request: HttpMessage, body: Buffer): ApiAnswer | undefined {
    switch (path) {
      case "/api/0/relays/live/":
        return { status: 200, body: { is_healthy: true } };
      case "/api/0/relays/register/challenge/":
        return this.#challenge(request, body);
      case "/api/0/relays/register/response/":
        return this.#response(request, body);
      case "/api/0/relays/projectconfigs/":
        return this.#signed(request, body, (query) => this.#projectConfigs(query));
      case "/api/0/relays/publickeys/":
        return this.#signed(request, body, (query) => this.#publicKeys(query));
      default:
        return undefined;
    }
  }

  #challenge(request: HttpMessage, body: Buffer): ApiAnswer {
    const { relay_id, public_key } = JSON.parse(body.toString()) as { relay_id: string; public_key: string };
    if (this.denyRegistration)
      return { status: 403, body: { detail: "relay is not allowed", relay: "stop" } };
    const problem = signatureProblem(headerOf(request, "x-sentry-relay-signature"), public_key, body);
    if (problem !== undefined) return refusal(401, `challenge: ${problem}`);
    const token = `${Buffer.from(JSON.stringify({ relay_id, public_key })).toString("base64url")}:${randomUUID()}`;
    this.#challenges.set(token, public_key);
    return { status: 200, body: { relay_id, token } };
  }

  #response(request: HttpMessage, body: Buffer): ApiAnswer {
    const { relay_id, token } = JSON.parse(body.toString()) as { relay_id: string; token: string };
    const publicKey = this.#challenges.get(token);
    if (publicKey === undefined) return refusal(401, "response: unknown token");
    const problem = signatureProblem(headerOf(request, "x-sentry-relay-signature"), publicKey, body);
    if (problem !== undefined) return refusal(401, `response: ${problem}`);
    this.#challenges.delete(token);
    this.relays.set(relay_id, publicKey);
    return { status: 200, body: { relay_id } };
  }

  #signed(request: HttpMessage, body: Buffer, answer: (query: Json) => Json): ApiAnswer {
    const publicKey = this.relays.get(headerOf(request, "x-sentry-relay-id") ?? "");
    if (publicKey === undefined) return refusal(401, "query of a relay that is not registered");
    const problem = signatureProblem(headerOf(request, "x-sentry-relay-signature"), publicKey, body);
    if (problem !== undefined) return refusal(401, `query: ${problem}`);
    return { status: 200, body: answer(JSON.parse(body.toString()) as Json) };
  }

  #projectConfigs(query: Json): Json {
    const {
      publicKeys = [],
      revisions = [],
      global,
    } = query as {
      publicKeys?: string[];
      revisions?: (string | null)[];
      global?: boolean;
    };
    const configs: Json = {};
    const pending: string[] = [];
    const unchanged: string[] = [];
    publicKeys.forEach((key, index) => {
      const waits = this.pending.get(key) ?? 0;
      const state = this.states.get(key);
      if (waits > 0) {
        this.pending.set(key, waits - 1);
        pending.push(key);
      } else if (state !== undefined && state.rev === revisions[index]) unchanged.push(key);
      else configs[key] = state ?? null;
    });
    return {
      configs,
      ...(pending.length > 0 && { pending }),
      ...(unchanged.length > 0 && { unchanged }),
      ...(global === true && { global: this.globalConfig, globalStatus: this.globalStatus }),
    };
  }

  #publicKeys(query: Json): Json {
    const ids = (query.relay_ids ?? []) as string[];
    const entry = (id: string) => {
      const publicKey = this.relays.get(id);
      return [id, publicKey === undefined ? null : { publicKey, internal: false }] as const;
    };
    return { relays: Object.fromEntries(ids.map(entry)) };
  }
}

function refusal(status: number, problem: string): ApiAnswer {
  return { status, body: { detail: problem }, problem };
}
