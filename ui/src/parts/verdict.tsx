import type { ItemSummary } from "../api.ts";
import { countText } from "../lib/format.ts";
import { Icon } from "./icon.tsx";

type Fate = ItemSummary["fate"];

interface Tone {
  readonly tone: "good" | "calm" | "bad";
  readonly icon: string;
  readonly label: string;
}

const TONES: Readonly<Record<Fate["outcome"], Tone>> = {
  stored: { tone: "good", icon: "check", label: "stored" },
  forwarded: { tone: "good", icon: "forward", label: "forwarded" },
  pending: { tone: "calm", icon: "wait", label: "pending" },
  spooled: { tone: "calm", icon: "disk", label: "spooled" },
  filtered: { tone: "bad", icon: "cross", label: "filtered" },
  rate_limited: { tone: "bad", icon: "cross", label: "rate limited" },
  invalid: { tone: "bad", icon: "cross", label: "invalid" },
  abuse: { tone: "bad", icon: "cross", label: "abuse" },
  client_discard: { tone: "bad", icon: "cross", label: "dropped by SDK" },
  cardinality_limited: { tone: "bad", icon: "cross", label: "too many values" },
};

export function toneOf(fate: Fate): Tone {
  return TONES[fate.outcome] ?? { tone: "calm", icon: "wait", label: fate.outcome };
}

/** The verdict in a word, for rows. */
export function VerdictBadge({ fate }: { readonly fate: Fate }) {
  const { tone, icon, label } = toneOf(fate);
  return (
    <span class={`verdict ${tone}`} title={explain(fate)}>
      <Icon name={icon} />
      {label}
    </span>
  );
}

const STAGES: Readonly<Record<Fate["stage"], string>> = {
  sdk: "in the SDK",
  receive: "at the door",
  parse: "while it was parsed",
  hold: "while it waited",
  process: "while it was processed",
  send: "on the way out",
};

/** The verdict in a sentence. */
export function explain(fate: Fate): string {
  const why = [fate.rule, fate.reason === fate.rule ? undefined : fate.reason].filter(
    (part) => part !== undefined && part !== "",
  );
  const by = why.length === 0 ? "" : `: ${why.join(", ")}`;
  if (fate.outcome === "stored") return `Delivered: kept in the local store${by}`;
  if (fate.outcome === "forwarded") return `Delivered to the upstream${by}`;
  if (fate.outcome === "pending" && fate.reason === "interrupted")
    return "Baton ended before this was decided";
  if (fate.outcome === "pending") return "Still on its way through the pipeline";
  if (fate.outcome === "spooled") return "Waiting on disk for the upstream";
  if (fate.outcome === "client_discard") return `Dropped ${STAGES[fate.stage]}${by}`;
  return `Dropped ${STAGES[fate.stage]} as ${toneOf(fate).label}${by}`;
}

/** Verdict, where, why, and how much it counts for. */
export function VerdictLine({ fate }: { readonly fate: Fate }) {
  const { tone, icon } = toneOf(fate);
  return (
    <p class={`verdict-line ${tone}`}>
      <Icon name={icon} />
      <span>{explain(fate)}</span>
      {fate.quantities.map(({ category, quantity }) => (
        <span class="quantity" key={category}>
          {countText(quantity)} {category}
        </span>
      ))}
    </p>
  );
}
