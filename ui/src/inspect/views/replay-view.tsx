import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { asArray, asObject, asText } from "../../../../src/kernel/base/loose-json.ts";
import { durationText, fullTime, toMs } from "../../lib/format.ts";
import { type RecordingSummary, readRecording, summarizeRecording } from "../../lib/replay.ts";
import { Facts, Section } from "../../parts/facts.tsx";
import { words } from "../../state/filters.ts";
import type { ViewProps } from "../overview.tsx";
import { EventContext } from "./event-view.tsx";

/** What a replay says of itself. */
export function ReplayView({ json }: ViewProps) {
  const replay = asObject(json);
  const start = toMs(replay.replay_start_timestamp);
  const end = toMs(replay.timestamp);
  return (
    <>
      <Facts
        facts={[
          ["Kind", asText(replay.replay_type)],
          ["Segment", asText(replay.segment_id)],
          ["Started", start === undefined ? "" : fullTime(start)],
          ["So far", start === undefined || end === undefined ? "" : durationText(end - start)],
          ["Replay", asText(replay.replay_id)],
        ]}
      />
      <Ids title="Pages" texts={asArray(replay.urls).map(asText)} />
      <Ids title="Errors" texts={asArray(replay.error_ids).map(asText)} search="event" />
      <Ids title="Traces" texts={asArray(replay.trace_ids).map(asText)} search="trace" />
      <EventContext event={replay} />
    </>
  );
}

function Ids({
  title,
  texts,
  search,
}: {
  readonly title: string;
  readonly texts: readonly string[];
  readonly search?: string;
}) {
  if (texts.length === 0) return null;
  return (
    <Section title={title} aside={texts.length}>
      <ol class="plain">
        {texts.map((text, i) => (
          <li key={i}>
            {search === undefined ? (
              text
            ) : (
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  words.value = `${search}:${text}`;
                }}
              >
                <code>{text}</code>
              </button>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What a recording holds; the browser inflates it. */
export function RecordingView({ bytes, item }: ViewProps) {
  const summary = useSignal<RecordingSummary | undefined>(undefined);
  const failure = useSignal("");
  useEffect(() => {
    readRecording(bytes).then(
      ({ header, events }) => {
        summary.value = summarizeRecording(header, events);
      },
      (error: Error) => {
        failure.value = error.message;
      },
    );
  }, [item.id]);
  if (failure.value !== "") return <p class="notice bad">{failure.value}</p>;
  const recording = summary.value;
  if (recording === undefined) return <p class="empty">Reading the recording…</p>;
  const { startMs = 0, endMs = 0 } = recording;
  return (
    <>
      <Facts
        facts={[
          ["Segment", recording.segment],
          ["Events", recording.events],
          ["Lasts", durationText(endMs - startMs)],
          ["Window", recording.width === undefined ? "" : `${recording.width} × ${recording.height}`],
          ...recording.byKind,
        ]}
      />
      <Section title="What happened" aside={recording.actions.length}>
        <ol class="crumbs">
          {recording.actions.map((action, i) => (
            <li key={i} class={action.bad ? "level-error" : "level-info"}>
              <time>{durationText(Math.max(0, action.atMs - startMs))}</time>
              <span class="category">{action.kind}</span>
              <span class="message">{action.text}</span>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}
