import { serveHttp } from "#http-server";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { Fault } from "../../kernel/base/fault.ts";
import type { HttpHandler, HttpServer, HttpServerOptions } from "../../kernel/runtime/http.ts";
import { log } from "../../kernel/telemetry/log.ts";

export interface ListenerProtocol {
  /** Where it listens: the port that was taken for 0. */
  address(): { readonly host: string; readonly port: number };
  /** Stops accepting at once; replies when running requests have ended, at the latest after `graceMs`. */
  close(graceMs: number): void;
  connections(): number;
}

export interface ListenerDeps {
  readonly options: Omit<HttpServerOptions, "handler">;
  readonly handler: HttpHandler;
  /** Behind the address in the log. */
  readonly label?: string;
}

/**
 * Owns one listening socket. Requests do not pass through its mailbox: the handler answers them in the thread they arrive in.
 *
 * Started by `app/`, one per address and ingest Arbiter; its start fails when it cannot listen.
 */
export class Listener implements Actor<ListenerProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 100, whenFull: "refuse" };
  readonly #deps: ListenerDeps;
  #server: HttpServer | undefined;

  constructor(deps: ListenerDeps) {
    this.#deps = deps;
  }

  async started(): Promise<void> {
    const { options, handler, label } = this.#deps;
    if (options.sharePort !== "join" && label === undefined)
      log("info", "baton::server", "spawning http server");
    this.#server = await serveHttp({ ...options, handler, onError: told });
    if (options.sharePort === "join") return; // The first one has said it.
    const { host, port } = this.#server;
    log(
      "info",
      "baton::receive",
      `  listening on http://${host.includes(":") ? `[${host}]` : host}:${port}/${label ?? ""}`,
    );
  }

  readonly handlers: Handlers<ListenerProtocol> = {
    address: () => ({ host: this.#server?.host ?? "", port: this.#server?.port ?? 0 }),
    close: (graceMs) => {
      const { options, label } = this.#deps;
      if (options.sharePort !== "join" && label === undefined)
        log("info", "baton::server", "Shutting down HTTP server");
      return this.#server?.stop(graceMs);
    },
    connections: () => this.#server?.connections() ?? 0,
  };

  async stopped(): Promise<void> {
    await this.#server?.stop(0);
  }
}

/** The handler tells of its own failures: what comes here went wrong while an answer was written. */
function told(error: unknown): void {
  if (error instanceof Fault) return; // the world's, such as an upstream that cut what was passed through
  log("error", "baton::receive", "an answer could not be written", { error: String(error) });
}
