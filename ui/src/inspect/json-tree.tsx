import { useSignal } from "@preact/signals";
import { Toggle } from "../parts/toggle.tsx";

/** Children drawn at first; more on demand, so that huge payloads stay quick. */
const FIRST_CHILDREN = 100;
/** Levels that are open at first. */
const OPEN_LEVELS = 2;
const LONG_STRING = 300;

/** A JSON value as a tree that opens and closes. */
export function JsonTree({ value }: { readonly value: unknown }) {
  return (
    <div class="json">{isBranch(value) ? <Children value={value} level={0} /> : <Leaf value={value} />}</div>
  );
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.keys(value).length > 0;
}

function Children({ value, level }: { readonly value: object; readonly level: number }) {
  const most = useSignal(FIRST_CHILDREN);
  const entries = Object.entries(value);
  const hidden = entries.length - most.value;
  return (
    <ul>
      {entries.slice(0, most.value).map(([key, child]) => (
        <Node key={key} name={key} value={child as unknown} level={level} />
      ))}
      {hidden > 0 ? (
        <li>
          <button
            type="button"
            class="quiet more"
            onClick={() => {
              most.value *= 10;
            }}
          >
            {hidden.toLocaleString()} more
          </button>
        </li>
      ) : null}
    </ul>
  );
}

function Node({
  name,
  value,
  level,
}: {
  readonly name: string;
  readonly value: unknown;
  readonly level: number;
}) {
  const size = isBranch(value) ? Object.keys(value).length : 0;
  const open = useSignal(level < OPEN_LEVELS && size <= 20);
  if (!isBranch(value)) {
    return (
      <li>
        <span class="key">{name}</span> <Leaf value={value} />
      </li>
    );
  }
  const brackets = Array.isArray(value) ? `[${size}]` : `{${size}}`;
  return (
    <li class={open.value ? "branch open" : "branch"}>
      <Toggle open={open}>
        <span class="key">{name}</span> <span class="brackets">{brackets}</span>
      </Toggle>
      {open.value ? <Children value={value} level={level + 1} /> : null}
    </li>
  );
}

function Leaf({ value }: { readonly value: unknown }) {
  const whole = useSignal(false);
  if (typeof value === "string") {
    const long = value.length > LONG_STRING && !whole.value;
    return (
      <span class="string">
        "{long ? value.slice(0, LONG_STRING) : value}"
        {long ? (
          <button
            type="button"
            class="quiet more"
            onClick={() => {
              whole.value = true;
            }}
          >
            … {(value.length - LONG_STRING).toLocaleString()} more characters
          </button>
        ) : null}
      </span>
    );
  }
  if (Array.isArray(value)) return <span class="brackets">[]</span>;
  if (typeof value === "object" && value !== null) return <span class="brackets">{"{}"}</span>;
  return <span class={value === null ? "null" : typeof value}>{String(value)}</span>;
}
