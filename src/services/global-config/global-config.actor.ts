import { DEFAULT_GLOBAL_CONFIG, parseGlobalConfig } from "../../domain/project/global-config.ts";
import { GLOBAL_REQUEST_JSON } from "../../domain/project/project-request.ts";
import { parseProjectsResponse } from "../../domain/project/project-response.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { SnapshotProtocol } from "../projects/protocol.ts";
import type { UpstreamProtocol, UpstreamResult } from "../upstream/protocol.ts";
import type { GlobalConfigProtocol, GlobalListener, GlobalState } from "./protocol.ts";

interface Internal extends GlobalConfigProtocol {
  refresh(): void;
  late(): void;
  fetched(result: Piped<UpstreamResult>): void;
  loaded(json: Piped<string | undefined>): void;
}

export interface GlobalConfigDeps {
  readonly upstream: Address<Pick<UpstreamProtocol, "query">>;
  readonly intervalMs: number;
  /** Silence at the start after which the config of an earlier run is used. */
  readonly lateMs: number;
  /** Has the config of an earlier run, and keeps this one's. Absent: nothing is kept. */
  readonly snapshot?: Address<Pick<SnapshotProtocol, "saveGlobal" | "loadGlobal">>;
}

const FOREVER = within(Number.POSITIVE_INFINITY);
/** Without success for so long, it is an error. */
const WORRY_MS = 35_000;
const LOG = "baton::global_config";

/**
 * Fetches what holds for all projects. Until there is a first answer nothing is processed; after that a failure
 * changes nothing. When the upstream is silent at the start, what it said to an earlier run has to do.
 *
 * Started by `app/`, once, in managed mode; a restart fetches anew.
 */
export class GlobalConfigActor implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 1_000, whenFull: "refuse" };
  readonly #deps: GlobalConfigDeps;
  /** A set, since one that was restarted subscribes again. */
  readonly #listeners = new Set<Address<GlobalListener>>();
  #state: GlobalState = { config: DEFAULT_GLOBAL_CONFIG, isReady: false };
  #json: string | undefined;
  #isFetching = false;
  #isFailing = true;
  #succeededAtMs = 0;

  constructor(deps: GlobalConfigDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<Internal>): void {
    this.#succeededAtMs = ctx.monotonic();
    ctx.every(this.#deps.intervalMs, "refresh");
    ctx.after(this.#deps.lateMs, "late");
    this.#fetch(ctx);
  }

  readonly handlers: Handlers<Internal> = {
    subscribe: (listener) => {
      this.#listeners.add(listener);
      listener.send("globalChanged", this.#state);
    },
    refresh: (_, ctx) => this.#fetch(ctx),
    late: (_, ctx) => this.#load(ctx),
    fetched: (result, ctx) => this.#fetched(result, ctx),
    loaded: (json) => {
      if (json.ok && json.value !== undefined) this.#useSaved(json.value);
    },
  };

  #fetch(ctx: Context<Internal>): void {
    const silentMs = ctx.monotonic() - this.#succeededAtMs;
    // Time in which nothing was asked, as in a frozen environment, is no silence.
    if (silentMs > WORRY_MS && (this.#isFailing || this.#isFetching))
      log("error", LOG, "global config not received", { seconds: Math.round(silentMs / 1_000) });
    if (this.#isFetching) return;
    this.#isFetching = true;
    const query = this.#deps.upstream.ask(
      "query",
      {
        method: "POST",
        path: "/api/0/relays/projectconfigs/?version=3",
        headers: [["content-type", "application/json"]],
        body: utf8Bytes(GLOBAL_REQUEST_JSON),
        sign: "body",
      },
      FOREVER,
    );
    ctx.pipe(query, "fetched");
  }

  #fetched(piped: Piped<UpstreamResult>, ctx: Context<Internal>): void {
    this.#isFetching = false;
    const json = piped.ok ? readAnswer(piped.value) : err("lost");
    this.#isFailing = !json.ok || json.value === undefined;
    if (!json.ok) {
      log("debug", LOG, "cannot fetch the global config", { reason: json.error });
      this.#load(ctx);
      return;
    }
    if (json.value === undefined) return; // not ready there: what we have stays
    const isFirst = !this.#state.isReady;
    if (this.#learn(json.value)) {
      if (isFirst) log("info", LOG, "received global config from upstream");
      this.#succeededAtMs = ctx.monotonic();
      this.#deps.snapshot?.send("saveGlobal", json.value);
    }
  }

  #load(ctx: Context<Internal>): void {
    const { snapshot } = this.#deps;
    if (!this.#state.isReady && snapshot) ctx.pipe(snapshot.ask("loadGlobal"), "loaded");
  }

  #useSaved(json: string): void {
    if (this.#state.isReady || !this.#learn(json)) return;
    log("warn", LOG, "the upstream is silent, the global config of an earlier run is used");
  }

  /** @returns whether it could be read */
  #learn(json: string): boolean {
    if (json === this.#json) return true;
    const config = parseGlobalConfig(json);
    if (!config.ok) {
      log("error", LOG, "the global config cannot be read, the old one stays", { reason: config.error });
      return false;
    }
    this.#json = json;
    this.#state = { config: config.value, isReady: true };
    for (const listener of this.#listeners) listener.send("globalChanged", this.#state);
    return true;
  }
}

/** The config's JSON; `undefined` when the upstream has none that is ready. The error says what was wrong. */
function readAnswer(result: UpstreamResult): Result<string | undefined, string> {
  if (result.kind === "network") return err(result.code);
  if (result.kind === "denied") return err("this relay is denied");
  if (result.status < 200 || result.status >= 300) return err(`status ${result.status}`);
  const parsed = parseProjectsResponse(utf8Text(result.body));
  return parsed.ok ? ok(parsed.value.globalJson) : parsed;
}
