import { decodeBody } from "./decode.ts";
import { FakeProjects } from "./fake-projects.ts";
import { type Fault, type FaultRule, FaultScript, playFault } from "./fault-script.ts";
import { type HeaderLine, type HttpMessage, headerOf } from "./http-reader.ts";
import { type RawConnection, RawServer, rawResponse } from "./raw-server.ts";
import { waitUntil } from "./wait.ts";
import { readWireEnvelope, type WireEnvelope, type WireItem } from "./wire-envelope.ts";

/** A request as the upstream saw it; `body` is decoded. */
export interface CapturedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  readonly receivedAtMs: number;
  /** The fault it met instead of an answer. */
  readonly fault?: Fault["kind"];
}

export interface CapturedEnvelope extends WireEnvelope {
  readonly projectId: string;
  readonly request: CapturedRequest;
}

export interface OtherAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface FakeSentryOptions {
  readonly port?: number;
  /** Answers instead of Sentry's endpoints; they do where it returns `undefined`. */
  readonly answer?: (request: CapturedRequest) => OtherAnswer | undefined;
  /** Put on every answer to an envelope. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * An upstream that speaks what Sentry speaks to relays, keeps what it got, and fails on demand. What a correct relay
 * would never do (corrupt bytes, unreadable envelopes, bad signatures) is noted in `problems`; `stop` throws then.
 */
export class FakeSentry {
  readonly projects = new FakeProjects();
  readonly requests: CapturedRequest[] = [];
  readonly envelopes: CapturedEnvelope[] = [];
  readonly #problems: string[] = [];
  readonly #faults = new FaultScript();
  readonly #server: RawServer;
  readonly #other: FakeSentryOptions["answer"];
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(options: FakeSentryOptions) {
    this.#other = options.answer;
    this.#headers = options.headers ?? {};
    this.#server = new RawServer((request, connection) => this.#handle(request, connection));
    this.#server.listen(options.port ?? 0);
  }

  static start(options: FakeSentryOptions = {}): FakeSentry {
    return new FakeSentry(options);
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`;
  }

  /** Open connections: how many the relay keeps. */
  get connections(): number {
    return this.#server.connections;
  }

  get problems(): readonly string[] {
    return [...this.#server.problems, ...this.#problems];
  }

  /** All items of all envelopes, of one type if given. */
  items(type?: string): WireItem[] {
    return this.envelopes
      .flatMap(({ items }) => items)
      .filter((item) => type === undefined || item.type === type);
  }

  /** Resolves when `condition` holds. @throws Error saying what had arrived when it does not in time. */
  async waitFor(condition: (self: this) => boolean, timeoutMs = 10_000): Promise<void> {
    await waitUntil(
      () => condition(this),
      timeoutMs,
      () => {
        const seen = this.requests.map(({ method, path }) => `${method} ${path}`);
        return `upstream has ${this.envelopes.length} envelopes; last requests: ${seen.slice(-5).join(", ") || "none"}`;
      },
    );
  }

  fail(fault: Fault, rule: Omit<FaultRule, "fault"> = {}): void {
    this.#faults.add({ ...rule, fault });
  }

  /** Ends all faults and listens again. */
  heal(): void {
    this.#faults.clear();
    if (this.#refusing) this.#server.listen();
    this.#refusing = false;
  }

  #refusing = false;

  /** Refuses connections, and drops the open ones, until `heal`. */
  refuse(): void {
    this.#refusing = true;
    this.#server.close();
  }

  forget(): void {
    this.requests.length = 0;
    this.envelopes.length = 0;
  }

  close(): void {
    this.#server.close();
  }

  /** Closes. @throws Error listing the problems seen. */
  stop(): void {
    this.close();
    if (this.problems.length > 0) throw new Error(`upstream saw: ${this.problems.join("; ")}`);
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #handle(message: HttpMessage, connection: RawConnection): void {
    const [method = "", target = ""] = message.startLine.split(" ");
    const mark = target.indexOf("?");
    const path = mark < 0 ? target : target.slice(0, mark);
    const fault = this.#faults.next(path);
    const query = mark < 0 ? "" : target.slice(mark + 1);
    const answer = () => connection.send(this.#answer(message, method, path, query));
    if (fault !== undefined && fault.kind !== "slow") this.#capture(message, method, path, query, fault);
    if (fault === undefined) answer();
    else playFault(fault, connection, answer);
  }

  #answer(message: HttpMessage, method: string, path: string, query: string): Buffer {
    const captured = this.#capture(message, method, path, query);
    if (captured === undefined) return rawResponse(400, {}, "corrupt body");
    const other = this.#other?.(captured);
    if (other !== undefined) return rawResponse(other.status, other.headers, other.body);
    const json = { "content-type": "application/json", ...this.#headers };
    const project = /^\/api\/(\d+)\/envelope\/$/.exec(path)?.[1];
    if (project !== undefined && method === "POST") {
      const envelope = this.#readEnvelope(captured, project);
      return envelope === undefined
        ? rawResponse(400, json, "{}")
        : rawResponse(200, json, idAnswer(envelope));
    }
    const api = this.projects.answer(path, message, captured.body);
    if (api !== undefined) {
      if (api.problem !== undefined) this.#problems.push(api.problem);
      return rawResponse(api.status, json, JSON.stringify(api.body));
    }
    return rawResponse(404, json, "{}");
  }

  #capture(
    message: HttpMessage,
    method: string,
    path: string,
    query: string,
    fault?: Fault,
  ): CapturedRequest | undefined {
    try {
      const body = decodeBody(message.body, headerOf(message, "content-encoding"));
      const captured: CapturedRequest = {
        method,
        path,
        query,
        headers: message.headers,
        body,
        receivedAtMs: Date.now(),
        ...(fault && { fault: fault.kind }),
      };
      this.requests.push(captured);
      return captured;
    } catch (error) {
      this.#problems.push(`${method} ${path}: ${error}`);
      return undefined;
    }
  }

  #readEnvelope(request: CapturedRequest, projectId: string): CapturedEnvelope | undefined {
    try {
      const envelope = { ...readWireEnvelope(request.body), projectId, request };
      this.envelopes.push(envelope);
      return envelope;
    } catch (error) {
      this.#problems.push(`unreadable envelope for project ${projectId}: ${error}`);
      return undefined;
    }
  }
}

function idAnswer(envelope: WireEnvelope): string {
  const id = envelope.headers.event_id;
  return id === undefined ? "{}" : JSON.stringify({ id });
}
