import { asArray, asObject, asText } from "../../../../src/kernel/base/loose-json.ts";
import { preciseTime, toMs } from "../../lib/format.ts";
import { asPairs, attributePairs, inlineText } from "../../lib/json.ts";
import type { ViewProps } from "../overview.tsx";

const MOST = 500;

/** Metrics as a table: trace metrics and buckets. */
export function MetricsView({ json }: ViewProps) {
  const list = Array.isArray(json) ? json : asArray(asObject(json).items);
  const metrics = list.slice(0, MOST).map(asObject);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways.
    <div class="table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th>Time</th>
            <th>Name</th>
            <th>Type</th>
            <th class="number">Value</th>
            <th>Attributes</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric, i) => {
            const atMs = toMs(metric.timestamp);
            const pairs = [...attributePairs(metric.attributes), ...asPairs(metric.tags)];
            return (
              <tr key={i}>
                <td class="time">{atMs === undefined ? "" : preciseTime(atMs)}</td>
                <td>{asText(metric.name)}</td>
                <td>{asText(metric.type)}</td>
                <td class="number">
                  {inlineText(metric.value)} {asText(metric.unit)}
                </td>
                <td class="muted">{pairs.map(([key, value]) => `${key}=${value}`).join("  ")}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {list.length > MOST ? (
        <p class="hint">
          The first {MOST} of {list.length}.
        </p>
      ) : null}
    </div>
  );
}
