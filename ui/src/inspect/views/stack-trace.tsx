import { useSignal } from "@preact/signals";
import {
  asArray,
  asNumber,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../../src/kernel/base/loose-json.ts";
import { inlineText } from "../../lib/json.ts";
import { Toggle } from "../../parts/toggle.tsx";

interface StackTraceProps {
  readonly stacktrace: LooseObject;
  readonly platform: string;
}

/** Frames, the innermost first. Those of libraries are folded unless asked for. */
export function StackTrace({ stacktrace }: StackTraceProps) {
  const frames = asArray(stacktrace.frames).map(asObject).toReversed();
  const own = frames.filter((frame) => frame.in_app === true).length;
  const all = useSignal(own === 0);
  if (frames.length === 0) return null;
  const shown = all.value ? frames : frames.filter((frame, i) => frame.in_app === true || i === 0);
  const firstOwn = shown.findIndex((frame) => frame.in_app === true);
  return (
    <>
      <ol class="frames">
        {shown.map((frame, i) => (
          <Frame key={`${all.value}${i}`} frame={frame} open={i === Math.max(0, firstOwn)} />
        ))}
      </ol>
      {shown.length < frames.length ? (
        <button
          type="button"
          class="quiet more"
          onClick={() => {
            all.value = true;
          }}
        >
          {libraryText(frames.length - shown.length)}
        </button>
      ) : null}
    </>
  );
}

function libraryText(frames: number): string {
  return frames === 1 ? "1 frame of a library" : `${frames} frames of libraries`;
}

function Frame({ frame, open: initially }: { readonly frame: LooseObject; readonly open: boolean }) {
  const open = useSignal(initially);
  const vars = Object.entries(asObject(frame.vars));
  const line = asText(frame.lineno);
  const column = asText(frame.colno);
  const file = firstText(frame.filename, frame.abs_path, frame.module, frame.package, "(unknown)");
  const hasMore = frame.context_line !== undefined || vars.length > 0;
  const head = (
    <>
      <span class="function">{firstText(frame.function, "(anonymous)")}</span>{" "}
      <span class="file" title={firstText(frame.abs_path)}>
        {file}
        {line === "" ? "" : `:${line}`}
        {column === "" ? "" : `:${column}`}
      </span>
    </>
  );
  return (
    <li class={frame.in_app === true ? "frame own" : "frame"}>
      {hasMore ? <Toggle open={open}>{head}</Toggle> : <p class="toggle flat">{head}</p>}
      {open.value && hasMore ? <Source frame={frame} /> : null}
      {open.value && vars.length > 0 ? (
        <dl class="vars">
          {vars.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{inlineText(value)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </li>
  );
}

/** The lines around the one where it happened, numbered. */
function Source({ frame }: { readonly frame: LooseObject }) {
  if (frame.context_line === undefined || frame.context_line === null) return null;
  const before = asArray(frame.pre_context).map(asText);
  const after = asArray(frame.post_context).map(asText);
  const at = asNumber(frame.lineno) ?? before.length + 1;
  const first = at - before.length;
  const lines = [...before, asText(frame.context_line), ...after];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways.
    <pre class="source" tabIndex={0}>
      {lines.map((text, i) => (
        <span key={i} class={i === before.length ? "line here" : "line"}>
          <span class="number">{first + i}</span>
          {text}
          {"\n"}
        </span>
      ))}
    </pre>
  );
}
