import { useSignal } from "@preact/signals";
import { asArray, asObject, asText, type LooseObject } from "../../../../src/kernel/base/loose-json.ts";
import { preciseTime, toMs } from "../../lib/format.ts";
import { attributePairs } from "../../lib/json.ts";
import { Facts } from "../../parts/facts.tsx";
import type { ViewProps } from "../overview.tsx";

const FIRST = 200;

/** Log lines as a log. */
export function LogsView({ json }: ViewProps) {
  const logs = asArray(asObject(json).items).map(asObject);
  const most = useSignal(FIRST);
  return (
    <>
      <ol class="logs">
        {logs.slice(0, most.value).map((log, i) => (
          <Log key={i} log={log} open={logs.length === 1} />
        ))}
      </ol>
      {logs.length > most.value ? (
        <button
          type="button"
          class="quiet more"
          onClick={() => {
            most.value *= 5;
          }}
        >
          {logs.length - most.value} more
        </button>
      ) : null}
    </>
  );
}

const TONES: Readonly<Record<string, string>> = { trace: "debug", warn: "warning" };

function Log({ log, open: initially }: { readonly log: LooseObject; readonly open: boolean }) {
  const open = useSignal(initially);
  const level = asText(log.level);
  const atMs = toMs(log.timestamp);
  const attributes = attributePairs(log.attributes);
  return (
    <li class={`log level-${TONES[level] ?? level}`}>
      <button
        type="button"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        <time>{atMs === undefined ? "" : preciseTime(atMs)}</time>
        <span class="level">{level}</span>
        <span class="text">
          {asText(log.body)}
          <span class="data">
            {attributes
              .filter(([key]) => !key.startsWith("sentry.") && key !== "server.address")
              .map(([key, value]) => `${key}=${value}`)
              .join("  ")}
          </span>
        </span>
      </button>
      {open.value ? (
        <Facts
          facts={[...attributes, ["trace_id", asText(log.trace_id)], ["span_id", asText(log.span_id)]]}
        />
      ) : null}
    </li>
  );
}
