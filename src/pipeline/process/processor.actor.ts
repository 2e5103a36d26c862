import { inflate } from "#compression";
import type { HttpEncoding } from "../../config/sections/http.ts";
import { type ProjectInfo, scopingOf } from "../../domain/project/project-state.ts";
import type { Envelope } from "../../domain/protocol/envelope.ts";
import type { Scoping } from "../../domain/protocol/outcome.ts";
import { invalid, type Rejection } from "../../domain/protocol/rejection.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import { freeBytes } from "../../kernel/runtime/buffers.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { GlobalReads } from "../../services/global-config/global-reads.ts";
import type { ProjectReads } from "../../services/projects/project-reads.ts";
import { type HeldEnvelope, holdEnvelope } from "../held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../hold/protocol.ts";
import { parseStoredEnvelope } from "../parse/parse-envelope.ts";
import type { EnvelopeProcessor, ProcessContext } from "./processor.ts";

export interface ProcessorDeps {
  readonly sender: Address<SinkProtocol>;
  readonly projects: ProjectReads;
  readonly global: GlobalReads;
  readonly process: EnvelopeProcessor;
  /** How bodies are sent. */
  readonly encoding: HttpEncoding;
  readonly now: () => number;
  /** Told of an envelope that ends here as a whole. */
  readonly rejected: (held: HeldEnvelope, rejection: Rejection, scoping: Scoping) => void;
}

const FOREVER = within(Number.POSITIVE_INFINITY);
/** The state went away between the hold's look and ours: it comes back, and the envelope with it. */
const AGAIN: SinkResult = { kind: "retry", outage: false };
const DONE: SinkResult = { kind: "done" };

/**
 * Takes envelopes from the hold through the pipeline and hands what comes out to the sender. What cannot be sent goes back
 * to the hold as what it has become, so nothing is processed twice for a network's sake.
 *
 * Started by `app/`, one per ingest Arbiter; keeps nothing.
 */
export class Processor implements Actor<SinkProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 10_000, whenFull: "refuse" };
  readonly #deps: ProcessorDeps;

  constructor(deps: ProcessorDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<SinkProtocol> = {
    deliver: (held) => {
      if (held.isProcessed) return this.#deps.sender.ask("deliver", held, FOREVER);
      const own = this.#deps.projects.use(held.ownKey);
      if (own.status !== "enabled") return AGAIN;
      const scoping = scopingOf(own.project, {
        projectId: held.delivery.projectId,
        publicKey: held.ownKey,
      });
      const opened = openEnvelope(held);
      if (opened === undefined) return this.#end(held, invalid("internal"), scoping);
      if (
        !opened.envelope.headers.requiredFeatures.every((name) => own.project.config.features.includes(name))
      )
        return this.#end(held, invalid("feature_disabled"), scoping);
      const ctx: ProcessContext = {
        project: own.project,
        samplingProject: this.#samplingProject(held, own.project),
        global: this.#deps.global.state.config,
        scoping,
        nowMs: this.#deps.now(),
        row: held.row?.id,
      };
      return this.#process(held, opened, ctx);
    },
  };

  async #process(held: HeldEnvelope, opened: Opened, ctx: ProcessContext): Promise<SinkResult> {
    const envelope = atHome(opened.envelope, ctx.project);
    const received = envelope.items.length;
    let made: readonly Envelope[];
    try {
      made = await this.#deps.process(envelope, ctx);
    } catch (error) {
      log("error", "baton::process", "an envelope cannot be processed", { error: String(error) });
      return this.#end(held, invalid("internal"), ctx.scoping);
    }
    // Of an envelope that lost some of its items, no one word says what became of it: the drops are told by themselves.
    const isWhole = made.reduce((sum, { items }) => sum + items.length, 0) >= received;
    const { captureId } = held;
    const watched = isWhole && captureId !== undefined ? { captureId } : {};
    const outgoing = made.map((one) => ({ ...this.#outgoing(one, ctx), ...watched }));
    if (opened.plain !== held.body) freeBytes(opened.plain); // serialised anew: nobody looks into it any more
    return this.#send(outgoing, ctx.scoping);
  }

  async #send(outgoing: readonly HeldEnvelope[], scoping: Scoping): Promise<SinkResult> {
    const results = await Promise.all(
      outgoing.map((held) => this.#deps.sender.ask("deliver", held, FOREVER).catch(() => AGAIN)),
    );
    const left: HeldEnvelope[] = [];
    let isOutage = false;
    results.forEach((result, index) => {
      const held = outgoing[index] as HeldEnvelope;
      if (result.kind === "refused") this.#deps.rejected(held, invalid("internal"), scoping);
      if (result.kind !== "retry") {
        freeBytes(held.body);
        return;
      }
      isOutage ||= result.outage;
      left.push(held);
    });
    return left.length === 0 ? DONE : { kind: "retry", outage: isOutage, instead: left };
  }

  #outgoing(envelope: Envelope, { project, nowMs }: ProcessContext): HeldEnvelope {
    const sentAt = new Date(nowMs).toISOString();
    const held = holdEnvelope(envelope.withItems(envelope.items, { sentAt }), this.#deps.encoding);
    const upstream = project.upstream?.replace(/\/$/, "");
    return {
      ...held,
      isProcessed: true,
      ...(upstream === undefined ? {} : { delivery: { ...held.delivery, upstream } }),
    };
  }

  /** One of another organization, or one that is disabled, has no say. */
  #samplingProject({ ownKey, samplingKey }: HeldEnvelope, own: ProjectInfo): ProjectInfo | undefined {
    if (samplingKey === ownKey) return undefined;
    const state = this.#deps.projects.use(samplingKey);
    if (state.status !== "enabled") return undefined;
    return state.project.organizationId === own.organizationId ? state.project : undefined;
  }

  #end(held: HeldEnvelope, rejection: Rejection, scoping: Scoping): SinkResult {
    this.#deps.rejected(held, rejection, scoping);
    return DONE;
  }
}

interface Opened {
  readonly envelope: Envelope;
  /** What its items are views of. */
  readonly plain: Uint8Array;
}

/** The envelope as it came in: what bytes do not say about its sender and its items is put back. */
function openEnvelope(held: HeldEnvelope): Opened | undefined {
  const { body, encoding, signature, fromInternalRelay, limited = [] } = held;
  // Ours to inflate: we wrote it.
  const plain = encoding === "identity" ? body : inflated(encoding, body);
  const parsed = plain && parseStoredEnvelope(plain, held.receivedAtMs);
  if (!plain || !parsed?.ok) return undefined;
  const { value } = parsed;
  for (const place of limited) {
    const item = value.items[place];
    if (item) item.rateLimited = true;
  }
  const meta = { ...value.meta, signature, fromInternalRelay: fromInternalRelay ?? false };
  return { envelope: value.withItems(value.items, { meta }), plain };
}

function inflated(encoding: Exclude<HttpEncoding, "identity">, body: Uint8Array): Uint8Array | undefined {
  const plain = inflate(encoding, body, Number.MAX_SAFE_INTEGER);
  return plain.ok ? plain.value : undefined;
}

/** With the id of the project that the key belongs to: the sender may have named none. */
function atHome(envelope: Envelope, { projectId }: ProjectInfo): Envelope {
  const { meta } = envelope;
  if (projectId === undefined || meta.dsn.projectId === projectId) return envelope;
  return envelope.withItems(envelope.items, { meta: { ...meta, dsn: { ...meta.dsn, projectId } } });
}
