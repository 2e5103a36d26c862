import { countText } from "../lib/format.ts";
import { KINDS } from "../lib/kinds.ts";
import { stats } from "../state/feed.ts";
import { clearFilters, filtered, kind, project, type Verdict, verdict } from "../state/filters.ts";

/** Chips by kind, and what became of the items. */
export function Filters() {
  const byType = stats.value?.byType ?? {};
  const counts = KINDS.map((each) => ({
    ...each,
    count: each.types.reduce((sum, type) => sum + (byType[type] ?? 0), 0),
  }));
  const shown = counts.filter(({ key, count }) => count > 0 || key === kind.value);
  return (
    <div class="filters" role="toolbar" aria-label="Filter">
      <div class="chips">
        <Chip value="all" label="All" count={stats.value?.items ?? 0} />
        {shown.map(({ key, label, count }) => (
          <Chip key={key} value={key} label={label} count={count} />
        ))}
      </div>
      <div class="selects">
        <ProjectSelect />
        <label>
          <span class="visually-hidden">Verdict</span>
          <select
            value={verdict.value}
            onChange={(event) => {
              verdict.value = event.currentTarget.value as Verdict;
            }}
          >
            <option value="all">Any verdict</option>
            <option value="delivered">Delivered</option>
            <option value="dropped">Dropped</option>
          </select>
        </label>
        {filtered.value ? (
          <button type="button" class="quiet" onClick={clearFilters}>
            Clear
          </button>
        ) : null}
      </div>
    </div>
  );
}

function Chip({
  value,
  label,
  count,
}: {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}) {
  const pressed = kind.value === value;
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={pressed}
      onClick={() => {
        kind.value = pressed ? "all" : value;
      }}
    >
      {label} <span class="count">{countText(count)}</span>
    </button>
  );
}

function ProjectSelect() {
  const projects = stats.value?.projects ?? [];
  if (projects.length < 2 && project.value === "") return null;
  return (
    <label>
      <span class="visually-hidden">Project</span>
      <select
        value={project.value}
        onChange={(event) => {
          project.value = event.currentTarget.value;
        }}
      >
        <option value="">All projects</option>
        {projects.map((id) => (
          <option key={id} value={id}>
            Project {id}
          </option>
        ))}
      </select>
    </label>
  );
}
