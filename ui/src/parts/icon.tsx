import { kindOf } from "../lib/kinds.ts";

/** Paths on a 16 × 16 grid, drawn with the current colour. */
const PATHS: Readonly<Record<string, string>> = {
  errors: "M8 1.8 14.6 13.6H1.4ZM8 6v3.6M8 11.4v.4",
  traces: "M2 3.5h7M4.5 8h7M7 12.5h7",
  logs: "M2.5 3.5h11M2.5 6.5h8M2.5 9.5h11M2.5 12.5h6",
  metrics: "M2.5 13.5V9M6.2 13.5V4.5M9.8 13.5V7M13.5 13.5V2.5",
  sessions: "M8 7.5a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.8 14c.4-3 2.4-4.4 5.2-4.4s4.8 1.4 5.2 4.4",
  replays: "M2 3h12v10H2ZM6.7 5.8v4.4L10.4 8Z",
  profiles: "M2 13.5h12M3.5 13V9.5h3V13M6.5 9.5V6h4v7M10.5 6V3h3v10",
  crons: "M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.5V8l2.6 1.6",
  feedback: "M2 3h12v8H7.5L4.5 13.8V11H2Z",
  security: "M8 1.6 13.6 3.8v4c0 3.2-2.3 5.4-5.6 6.6-3.3-1.2-5.6-3.4-5.6-6.6v-4Z",
  files: "M12.6 7.2 7.4 12.4a3 3 0 0 1-4.3-4.3l5.5-5.5a2 2 0 0 1 2.9 2.9L6.2 10.8a1 1 0 0 1-1.4-1.4l4.6-4.6",
  reports: "M3 1.8h7l3 3v9.4H3ZM9.8 2v3.2H13M5.4 8h5M5.4 10.8h5",
  other: "M2.5 5 8 2l5.5 3v6L8 14l-5.5-3ZM2.5 5 8 8l5.5-3M8 8v6",
  check: "M3 8.4 6.6 12 13 4.6",
  forward: "M2.5 8h10M8.8 4 12.8 8l-4 4",
  cross: "M4 4l8 8M12 4l-8 8",
  wait: "M8 14.2A6.2 6.2 0 1 0 8 1.8M8 4.5V8l2.6 1.6",
  disk: "M2.5 4.5c0-3 11-3 11 0v7c0 3-11 3-11 0ZM2.5 4.5c0 3 11 3 11 0",
  search: "M7 12.2A5.2 5.2 0 1 0 7 1.8a5.2 5.2 0 0 0 0 10.4ZM10.8 10.8 14.2 14.2",
  copy: "M5.5 5.5h8v8h-8ZM10.5 5.5v-3h-8v8h3",
  download: "M8 2v8.4M4.4 7 8 10.6 11.6 7M2.5 13.8h11",
  pause: "M5 3v10M11 3v10",
  play: "M4.5 2.6v10.8L13 8Z",
  theme: "M8 14.2A6.2 6.2 0 1 0 8 1.8ZM8 1.8v12.4",
  trash: "M2.5 4.2h11M6 4V2.2h4V4M4 4.4l.6 9.4h6.8l.6-9.4M6.6 6.8v4.6M9.4 6.8v4.6",
  back: "M9.8 3 4.8 8l5 5",
  chevron: "M6 3.5 10.5 8 6 12.5",
  link: "M6.6 9.4a2.6 2.6 0 0 0 3.7 0l2.6-2.6a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.4 6.6a2.6 2.6 0 0 0-3.7 0L3.1 9.2a2.6 2.6 0 0 0 3.7 3.7l.8-.8",
};

/** With a label it is read out, without one it is decoration beside a text. */
export function Icon({ name, label }: { readonly name: string; readonly label?: string }) {
  const path = <path d={PATHS[name] ?? PATHS.other} />;
  const size = { viewBox: "0 0 16 16", width: "16", height: "16" };
  if (label === undefined) {
    return (
      <svg class="icon" {...size} aria-hidden="true">
        {path}
      </svg>
    );
  }
  return (
    <svg class="icon" {...size} role="img" aria-label={label}>
      {path}
    </svg>
  );
}

export function KindIcon({ type, level }: { readonly type: string; readonly level: string }) {
  return (
    <span class={`kind level-${level === "" ? "none" : level}`}>
      <Icon name={kindOf(type)} />
    </span>
  );
}
