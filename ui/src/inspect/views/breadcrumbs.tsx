import { useSignal } from "@preact/signals";
import { asObject, asText, firstText, type LooseObject } from "../../../../src/kernel/base/loose-json.ts";
import { durationText, preciseTime, toMs } from "../../lib/format.ts";
import { inlineText } from "../../lib/json.ts";
import { Section } from "../../parts/facts.tsx";

const FIRST = 30;

/** What happened before, oldest first, with the time that was left. */
export function Breadcrumbs({
  crumbs,
  eventMs,
}: {
  readonly crumbs: readonly LooseObject[];
  readonly eventMs: number;
}) {
  const all = useSignal(crumbs.length <= FIRST);
  const shown = all.value ? crumbs : crumbs.slice(-FIRST);
  return (
    <Section title="Breadcrumbs" aside={crumbs.length}>
      {all.value ? null : (
        <button
          type="button"
          class="quiet more"
          onClick={() => {
            all.value = true;
          }}
        >
          {crumbs.length - FIRST} earlier
        </button>
      )}
      <ol class="crumbs">
        {shown.map((crumb, i) => (
          <Crumb key={i} crumb={crumb} eventMs={eventMs} />
        ))}
      </ol>
    </Section>
  );
}

function Crumb({ crumb, eventMs }: { readonly crumb: LooseObject; readonly eventMs: number }) {
  const atMs = toMs(crumb.timestamp);
  const data = asObject(crumb.data);
  const level = asText(crumb.level);
  const rest = Object.entries(data).filter(
    ([key]) => !["method", "url", "status_code", "from", "to"].includes(key),
  );
  return (
    <li class={`level-${level === "" ? "info" : level}`}>
      <time title={atMs === undefined ? "" : preciseTime(atMs)}>
        {atMs === undefined ? "" : `−${durationText(Math.max(0, eventMs - atMs))}`}
      </time>
      <span class="category">{firstText(crumb.category, crumb.type, "default")}</span>
      <span class="message">
        {crumbText(crumb, data)}
        {rest.length === 0 ? null : (
          <span class="data"> {rest.map(([key, value]) => `${key}=${inlineText(value)}`).join("  ")}</span>
        )}
      </span>
    </li>
  );
}

function crumbText(crumb: LooseObject, data: LooseObject): string {
  const message = asText(crumb.message);
  if (message !== "") return message;
  if (data.url !== undefined) {
    const status = asText(data.status_code);
    return `${asText(data.method)} ${asText(data.url)}${status === "" ? "" : ` → ${status}`}`.trim();
  }
  return data.to === undefined ? "" : `${asText(data.from)} → ${asText(data.to)}`;
}
