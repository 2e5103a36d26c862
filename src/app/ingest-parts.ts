import type { Config } from "../config/config.ts";
import type { Credentials } from "../config/credentials/credentials.ts";
import type { Dsn } from "../domain/protocol/dsn.ts";
import type { Envelope } from "../domain/protocol/envelope.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ByteBudgetShare } from "../kernel/base/byte-budget.ts";
import type { HoldProtocol, HoldWatch, SinkProtocol, SpoolProtocol } from "../pipeline/hold/protocol.ts";
import type { ReceiveContext } from "../pipeline/receive/call.ts";
import type { HandlerOptions, ListenerSide } from "../pipeline/receive/handler.ts";
import type { ListenerProtocol } from "../pipeline/receive/listener.actor.ts";
import type { AdmissionObserver } from "../pipeline/receive/observer.ts";
import type { DropsProtocol } from "../services/drops/protocol.ts";
import type { HealthBoardShare } from "../services/health/board.ts";
import type { JournalProtocol } from "../services/journal/protocol.ts";
import type { MetricsProtocol } from "../services/metrics/protocol.ts";
import type { OutcomesProtocol } from "../services/outcomes/protocol.ts";
import type { RateLimitsProtocol } from "../services/rate-limits/rate-limits.actor.ts";
import type { MetricsSourceProtocol } from "../services/telemetry/protocol.ts";
import type { UpstreamProtocol } from "../services/upstream/protocol.ts";
import type { AutoscalingProtocol } from "./autoscaling.ts";
import type { Knowledge } from "./knowledge.ts";
import type { InternalPlace } from "./listen-internally.ts";
import type { TapSourceProtocol } from "./tap-source.ts";

/** What one ingest Arbiter is given; plain data and addresses, so it may travel. */
export interface IngestInit {
  readonly config: Config;
  /** Position among the ingest Arbiters; 0 is the main thread. */
  readonly index: number;
  readonly arbiters: number;
  readonly host: string;
  /** Resolved: the first Arbiter has taken it. */
  readonly port: number;
  readonly budget: ByteBudgetShare;
  readonly spool: Address<SpoolProtocol> | undefined;
  /** Keeps on disk what is counted of envelopes; absent: nobody does. */
  readonly journal?: Address<Pick<JournalProtocol, "commit" | "remove">>;
  readonly outcomes: Address<OutcomesProtocol>;
  /** Absent where nobody asks for explanations. */
  readonly drops?: Address<DropsProtocol>;
  /** The first Arbiter's limits; absent in the first. */
  readonly limits: Address<RateLimitsProtocol> | undefined;
  readonly side: ListenerSide;
  /** Who this relay is, where it has been told; requests are signed then. */
  readonly credentials?: Credentials;
  /** Absent in local mode: nothing is known, and nobody asks. */
  readonly knowledge?: Knowledge;
  /** Takes the metric buckets of relays below us; absent: nobody does. */
  readonly metrics?: Address<Pick<MetricsProtocol, "merge">>;
  readonly autoscaling?: Address<AutoscalingProtocol>;
  readonly health: HealthBoardShare;
}

/** What an ingest Arbiter gives out. */
export interface IngestExports {
  readonly tap: Address<TapSourceProtocol>;
  readonly telemetry: Address<MetricsSourceProtocol>;
  /** Where operators ask, when that is an address of its own. */
  readonly internal: Address<ListenerProtocol> | undefined;
  readonly listener: Address<ListenerProtocol>;
  readonly hold: Address<HoldProtocol>;
  readonly upstream: Address<UpstreamProtocol>;
  readonly limits: Address<RateLimitsProtocol>;
}

/** What only the main thread's data path can be given: functions do not travel. */
export interface IngestExtras {
  readonly observer?: AdmissionObserver;
  readonly before?: (ctx: ReceiveContext) => NonNullable<HandlerOptions["before"]>;
  /** Takes envelopes instead of the upstream. */
  readonly sink?: Address<SinkProtocol>;
  readonly retarget?: Dsn;
  /** Stands before the sender to the upstream, behind what processes. */
  readonly sinkOver?: (sender: Address<SinkProtocol>) => Address<SinkProtocol>;
  readonly holdWatch?: HoldWatch;
  /** Keys that data will come for: their projects are asked for at once. */
  readonly firstKeys?: readonly string[];
  /** Sees each envelope before the door does. */
  readonly prepare?: (envelope: Envelope) => void;
  /** Ports besides the first that are listened on, each on `host`; one in use is said and done without. */
  readonly alsoPorts?: readonly number[];
  /** Listens here too, and does without when that fails: `::1` beside `127.0.0.1`. */
  readonly alsoHost?: string;
  /** Takes the operators' routes off the public listener. */
  readonly internal?: InternalPlace;
}
