import { useEffect } from "preact/hooks";
import type { ActorRow } from "../lib/actor-history.ts";
import { countText, durationText } from "../lib/format.ts";
import { actors, topologyError, watchTopology } from "../state/topology.ts";
import { Sparkline } from "./sparkline.tsx";
import { TotalsChart } from "./totals-chart.tsx";

/** All actors with their mailboxes, live. */
export function Topology() {
  useEffect(watchTopology, []);
  const arbiters = [...new Set(actors.value.map(({ stats }) => stats.arbiter))];
  return (
    <main class="page topology" aria-labelledby="topology-title">
      <h1 id="topology-title">Actors</h1>
      <p class="lead">
        Baton is made of these. Each has a mailbox of its own; what waits there is the work it has yet to do.
      </p>
      {topologyError.value === undefined ? null : (
        <p class="notice bad" role="alert">
          {topologyError.value}
        </p>
      )}
      <TotalsChart />
      {arbiters.map((arbiter) => (
        <ArbiterTable
          key={arbiter}
          name={arbiter}
          rows={actors.value.filter(({ stats }) => stats.arbiter === arbiter)}
        />
      ))}
    </main>
  );
}

function ArbiterTable({ name, rows }: { readonly name: string; readonly rows: readonly ActorRow[] }) {
  return (
    <section>
      <h2>
        Arbiter {name} <span class="aside">{rows.length} actors</span>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways. */}
      <div class="table" tabIndex={0}>
        <table class="actors">
          <thead>
            <tr>
              <th>Actor</th>
              <th>Waiting</th>
              <th>Last two minutes</th>
              <th class="number">Most</th>
              <th class="number">Per second</th>
              <th class="number">Handling</th>
              <th class="number">Handled</th>
              <th class="number">Refused</th>
              <th class="number">Dropped</th>
              <th class="number">Restarts</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Actor key={row.stats.path} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Actor({ row }: { readonly row: ActorRow }) {
  const { stats } = row;
  const share = stats.capacity === 0 ? 0 : Math.min(1, stats.depth / stats.capacity);
  return (
    <tr class={`state-${stats.state}`}>
      <th scope="row" style={{ paddingLeft: `${12 + row.depth * 16}px` }} title={stats.path}>
        {row.name}
        {stats.state === "running" ? null : <span class="tag bad">{stats.state}</span>}
      </th>
      <td>
        <span class={share > 0.8 ? "gauge bad" : "gauge"} title={`${stats.depth} of ${stats.capacity}`}>
          <span style={{ width: `${share === 0 ? 0 : Math.max(2, share * 100)}%` }} />
        </span>
        <span class="depth">{countText(stats.depth)}</span>
      </td>
      <td>
        <Sparkline values={row.depths} label={`Mailbox of ${row.name}`} />
      </td>
      <td class="number">{countText(stats.highWater)}</td>
      <td class="number">{rate(row.perSecond)}</td>
      <td class="number">{row.handlingUs === undefined ? "–" : durationText(row.handlingUs / 1000)}</td>
      <td class="number">{countText(stats.handled)}</td>
      <Bad count={stats.refused} />
      <Bad count={stats.dropped} />
      <Bad count={stats.restarts} />
    </tr>
  );
}

function Bad({ count }: { readonly count: number }) {
  return <td class={count > 0 ? "number bad" : "number zero"}>{countText(count)}</td>;
}

function rate(perSecond: number): string {
  if (perSecond === 0) return "0";
  return perSecond < 10 ? perSecond.toFixed(1) : countText(Math.round(perSecond));
}
