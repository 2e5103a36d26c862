import type { Actor, Handlers } from "../../../src/kernel/actor/actor.ts";
import type { Address } from "../../../src/kernel/actor/address.ts";
import type { Context } from "../../../src/kernel/actor/context.ts";
import type { AwsExtensionProtocol } from "../../../src/lambda/aws-extension.protocol.ts";
import type { DataPathProtocol, DrainReport } from "../../../src/lambda/data-path.ts";
import type { SdkSighting } from "../../../src/lambda/invocations.ts";

export type Upstream = "healthy" | "slow" | "refusing" | "black_hole";

export interface VirtualDataPathProtocol extends DataPathProtocol {
  /** The function's SDK sent an envelope. */
  arrive(what: { readonly urgent: boolean }): void;
  upstream(state: Upstream): void;
}

interface Internal extends VirtualDataPathProtocol {
  uploaded(): void;
  retry(): void;
  lateDrain(): void;
}

const UPLOAD_MS: Record<Upstream, number> = { healthy: 80, slow: 5_000, refusing: 1, black_hole: 10_000 };

/** Stands in for the data path in virtual time: uploads on arrival, one after the other, and keeps what failed. */
export class VirtualDataPath implements Actor<Internal> {
  readonly submitted: string[] = [];
  readonly notes: string[] = [];
  /** Of envelopes that lie in the socket. */
  readonly unread: SdkSighting[] = [];
  delivered = 0;
  extension: Address<AwsExtensionProtocol> | undefined;
  #pending: { urgent: boolean; atMs: number }[] = [];
  #upstream: Upstream = "healthy";
  #failing = false;
  #uploading = false;
  #drain: PromiseWithResolvers<DrainReport> | undefined;

  get pending(): number {
    return this.#pending.length;
  }

  readonly handlers: Handlers<Internal> = {
    submit: ({ envelope }, ctx) => {
      this.submitted.push(new TextDecoder().decode(envelope));
      this.#take(true, ctx);
    },
    arrive: ({ urgent }, ctx) => this.#take(urgent, ctx),
    upstream: (state) => {
      this.#upstream = state;
    },
    contexts: () => {},
    caughtUp: () => {
      // Told before the answer, as by the data Arbiter.
      for (const sighting of this.unread.splice(0))
        this.extension?.send("sighted", { sighting, dsn: undefined });
    },
    thawed: () => void this.notes.push("thawed"),
    drain: ({ deadlineMs }, ctx) => {
      this.#drain = Promise.withResolvers<DrainReport>();
      ctx.after(deadlineMs - ctx.now(), "lateDrain");
      this.#endDrain();
      if (this.#pending.length > 0) this.#upload(ctx);
      return this.#drain.promise;
    },
    lateDrain: () => {
      this.#drain?.resolve({ lost: 0, saved: this.#pending.length });
    },
    retry: (_, ctx) => this.#upload(ctx),
    uploaded: (_, ctx) => {
      this.#uploading = false;
      this.#failing = this.#upstream === "refusing" || this.#upstream === "black_hole";
      if (!this.#failing) {
        this.#pending.shift();
        this.delivered += 1;
      }
      this.#tell();
      this.#endDrain();
      if (this.#pending.length === 0) return;
      if (this.#failing) ctx.after(1_000, "retry");
      else this.#upload(ctx);
    },
  };

  #take(urgent: boolean, ctx: Context<Internal>): void {
    this.#pending.push({ urgent, atMs: ctx.now() });
    this.#tell();
    this.#upload(ctx);
  }

  #upload(ctx: Context<Internal>): void {
    if (this.#uploading || this.#pending.length === 0) return;
    this.#uploading = true;
    ctx.after(UPLOAD_MS[this.#upstream], "uploaded");
  }

  #tell(): void {
    this.extension?.send("delivery", {
      envelopes: this.#pending.length,
      urgent: this.#pending.filter((envelope) => envelope.urgent).length,
      oldestAtMs: this.#pending[0]?.atMs,
      upstreamFailing: this.#failing,
    });
  }

  #endDrain(): void {
    if (this.#pending.length === 0) this.#drain?.resolve({ lost: 0, saved: 0 });
  }
}
