import type { ComponentChildren } from "preact";
import { clearItems } from "./api.ts";
import { countText, sizeText } from "./lib/format.ts";
import { Icon } from "./parts/icon.tsx";
import { link, refreshStats, stats, togglePause } from "./state/feed.ts";
import { words } from "./state/filters.ts";
import { info } from "./state/info.ts";
import { helpOpen } from "./state/keys.ts";
import { goTo, type View, view } from "./state/route.ts";
import { nextTheme, theme } from "./state/theme.ts";

export function Header() {
  return (
    <header class="top">
      <a class="brand" href="#/" aria-label="Baton, feed">
        <Mark />
        <span>Baton</span>
      </a>
      <nav aria-label="Views">
        <Tab to="feed">Feed</Tab>
        <Tab to="topology">Topology</Tab>
        <Tab to="connect">Connect</Tab>
      </nav>
      <Search />
      <Status />
      <div class="tools">
        <button type="button" class="quiet" onClick={nextTheme} title={`Colours: ${theme.value} (d)`}>
          <Icon name="theme" label={`Colours: ${theme.value}`} />
        </button>
        <button type="button" class="quiet" onClick={clear} title="Remove everything stored">
          <Icon name="trash" label="Remove everything stored" />
        </button>
        <button
          type="button"
          class="quiet"
          title="Keys (?)"
          onClick={() => {
            helpOpen.value = true;
          }}
        >
          <span aria-hidden="true">?</span>
          <span class="visually-hidden">Keys</span>
        </button>
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d="M3 14.5 14.5 3" />
      <circle cx="15.6" cy="13.4" r="2.4" />
    </svg>
  );
}

function Tab({ to, children }: { readonly to: View; readonly children: ComponentChildren }) {
  return (
    <a href={to === "feed" ? "#/" : `#/${to}`} aria-current={view.value === to ? "page" : undefined}>
      {children}
    </a>
  );
}

let typing: ReturnType<typeof setTimeout> | undefined;

function Search() {
  const type = (text: string) => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      words.value = text;
      if (view.value !== "feed") goTo("feed");
    }, 150);
  };
  return (
    <label class="search">
      <Icon name="search" />
      <span class="visually-hidden">Search</span>
      <input
        id="search"
        type="search"
        placeholder="Search, or type:error fate:dropped …"
        autocomplete="off"
        spellcheck={false}
        maxLength={300}
        value={words.value}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
        }}
      />
      <kbd>/</kbd>
    </label>
  );
}

const LINKS = {
  live: "Live",
  paused: "Paused",
  connecting: "Connecting",
  lost: "Reconnecting",
} as const;

function Status() {
  const { items = 0, sizeBytes = 0, maxBytes = 0 } = stats.value ?? {};
  const upstream = info.value?.upstream;
  return (
    <div class="status">
      <button
        type="button"
        class={`quiet link ${link.value}`}
        onClick={togglePause}
        title={link.value === "paused" ? "Resume (p)" : "Pause (p)"}
      >
        <span class="dot" aria-hidden="true" />
        <span aria-live="polite">{LINKS[link.value]}</span>
      </button>
      <span class="kept" title={`of ${sizeText(maxBytes)}; the oldest make room`}>
        {countText(items)} {items === 1 ? "item" : "items"} · {sizeText(sizeBytes)}
      </span>
      {upstream === undefined ? null : <span class="kept">→ {upstream}</span>}
    </div>
  );
}

async function clear(): Promise<void> {
  if (!confirm("Remove everything stored? This cannot be undone.")) return;
  await clearItems().catch((error: Error) => alert(error.message));
  await refreshStats();
}
