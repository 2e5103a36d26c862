import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { envelopeUrl, type ItemDetail, type ItemSummary, payloadUrl } from "../api.ts";
import { fullTime, sizeText } from "../lib/format.ts";
import { typeLabel } from "../lib/kinds.ts";
import { CopyButton } from "../parts/copy-button.tsx";
import { Facts } from "../parts/facts.tsx";
import { Icon, KindIcon } from "../parts/icon.tsx";
import { toneOf, VerdictLine } from "../parts/verdict.tsx";
import { detail, detailError, LARGE_BYTES, payload, showPayload } from "../state/detail.ts";
import { words } from "../state/filters.ts";
import { closeItem, openItem } from "../state/route.ts";
import { JsonTree } from "./json-tree.tsx";
import { Overview } from "./overview.tsx";
import { RawView } from "./raw-view.tsx";

/** One item: verdict, facts, and its payload as what it is. */
export function Inspector() {
  const item = detail.value;
  return (
    <aside class="inspector" aria-label="Item">
      {detailError.value === undefined ? null : (
        <p class="notice bad" role="alert">
          {detailError.value}
        </p>
      )}
      {item === undefined ? <CloseButton /> : <Item key={item.id} item={item} />}
    </aside>
  );
}

const TABS = ["Overview", "Payload", "Headers", "Raw"] as const;
type TabName = (typeof TABS)[number];

function Item({ item }: { readonly item: ItemDetail }) {
  const tab = useSignal<TabName>("Overview");
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    body.current?.scrollTo(0, 0);
  }, [item.id]);
  return (
    <>
      <header>
        <CloseButton />
        <KindIcon type={item.type} level={item.level} />
        <div class="names">
          <h2>{item.title}</h2>
          <p>{item.subtitle}</p>
        </div>
      </header>
      <div class="body" ref={body} data-scrolls>
        <VerdictLine fate={item.fate} />
        <Siblings item={item} />
        <ItemFacts item={item} />
        <Tabs
          chosen={tab.value}
          choose={(name) => {
            tab.value = name;
          }}
        />
        <div role="tabpanel" id="item-panel" aria-labelledby={`tab-${tab.value}`}>
          <Panel item={item} tab={tab.value} />
        </div>
      </div>
    </>
  );
}

function CloseButton() {
  return (
    <button type="button" class="quiet close" onClick={closeItem} title="Close (Esc)">
      <Icon name="back" label="Close" />
    </button>
  );
}

function Tabs({ chosen, choose }: { readonly chosen: TabName; readonly choose: (tab: TabName) => void }) {
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const next = TABS[(TABS.indexOf(chosen) + step + TABS.length) % TABS.length] ?? "Overview";
    choose(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Item" onKeyDown={move}>
      {TABS.map((name) => (
        <button
          type="button"
          role="tab"
          key={name}
          id={`tab-${name}`}
          aria-controls="item-panel"
          aria-selected={name === chosen}
          tabIndex={name === chosen ? 0 : -1}
          onClick={() => choose(name)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}

function Panel({ item, tab }: { readonly item: ItemDetail; readonly tab: TabName }) {
  if (tab === "Headers") return <Headers item={item} />;
  const loaded = payload.value;
  if (loaded === undefined) return <LoadPayload item={item} />;
  if (tab === "Overview") return <Overview item={item} payload={loaded} />;
  if (tab === "Payload" && loaded.isJson) return <JsonTree value={loaded.json} />;
  return <RawView bytes={loaded.bytes} />;
}

function LoadPayload({ item }: { readonly item: ItemDetail }) {
  if (item.sizeBytes <= LARGE_BYTES) return <p class="empty">Loading…</p>;
  return (
    <div class="empty">
      <p>The payload has {sizeText(item.sizeBytes)}.</p>
      <p class="row-of">
        <button type="button" onClick={() => void showPayload(item.id)}>
          Show it
        </button>
        <a class="button" href={payloadUrl(item.id, true)} download>
          Download
        </a>
      </p>
    </div>
  );
}

/** The other items of the envelope, to step between. */
function Siblings({ item }: { readonly item: ItemDetail }) {
  const { items } = item.envelope;
  return (
    <nav class="siblings" aria-label="Envelope">
      <span class="crumb">Envelope {item.envelopeId}</span>
      {items.map((sibling) => (
        <button
          type="button"
          key={sibling.id}
          class={wasDropped(sibling) ? "sibling dropped" : "sibling"}
          aria-current={sibling.id === item.id ? "true" : undefined}
          title={sibling.title}
          onClick={() => openItem(sibling.id)}
        >
          <KindIcon type={sibling.type} level={sibling.level} />
          {typeLabel(sibling.type, sibling.level)}
        </button>
      ))}
      <a class="quiet" href={envelopeUrl(item.envelopeId)} download title="Download the envelope">
        <Icon name="download" label="Download the envelope" />
      </a>
    </nav>
  );
}

/** A client report is there itself; what it tells of is not. */
function wasDropped({ fate }: ItemSummary): boolean {
  return toneOf(fate).tone === "bad" && fate.stage !== "sdk";
}

function ItemFacts({ item }: { readonly item: ItemDetail }) {
  return (
    <Facts
      facts={[
        ["Received", fullTime(item.receivedAtMs)],
        ["Project", item.project],
        ["SDK", item.sdk],
        ["Release", item.release],
        ["Environment", item.environment],
        ["Size", sizeText(item.sizeBytes)],
        ["Came by", item.copies > 1 ? "DSN and Spotlight" : item.via === "spotlight" ? "Spotlight" : "DSN"],
        ["Event", item.eventId === "" ? "" : <Id text={item.eventId} what="event id" />],
        [
          "Trace",
          item.traceId === "" ? (
            ""
          ) : (
            <Id text={item.traceId} what="trace id" search={`trace:${item.traceId}`} />
          ),
        ],
      ]}
    />
  );
}

function Id({
  text,
  what,
  search,
}: {
  readonly text: string;
  readonly what: string;
  readonly search?: string;
}) {
  return (
    <span class="id">
      <code>{text.slice(0, 12)}</code>
      <CopyButton text={text} label={what} />
      {search === undefined ? null : (
        <button
          type="button"
          class="quiet"
          title="Show everything of this trace"
          onClick={() => {
            words.value = search;
          }}
        >
          <Icon name="search" label="Show everything of this trace" />
        </button>
      )}
    </span>
  );
}

function Headers({ item }: { readonly item: ItemDetail }) {
  const { envelope } = item;
  return (
    <>
      <h3>Item header</h3>
      <JsonTree value={item.header} />
      <h3>Envelope header</h3>
      <JsonTree value={envelope.header} />
      <Facts
        title="Request"
        facts={[
          ["Endpoint", envelope.endpoint],
          ["Client", envelope.client],
          ["User agent", envelope.userAgent],
          ["Origin", envelope.origin],
          ["From", envelope.remoteAddress],
          ["Public key", envelope.publicKey],
          ["Envelope size", sizeText(envelope.sizeBytes)],
        ]}
      />
    </>
  );
}
