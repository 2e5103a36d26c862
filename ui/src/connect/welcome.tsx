import { useSignal } from "@preact/signals";
import { sendEnvelope } from "../api.ts";
import { CopyButton, CopyLine } from "../parts/copy-button.tsx";
import { info } from "../state/info.ts";
import { snippets } from "./snippets.ts";
import { testEnvelope } from "./test-envelope.ts";

/** The first minute: where to send to, how, and a button that proves that it works. */
export function Welcome() {
  return (
    <div class="welcome">
      <h1>
        <span class="pulse" aria-hidden="true" /> Waiting for the first event
      </h1>
      <p class="lead">
        Point a Sentry SDK at this receiver. What it sends appears here a moment later;{" "}
        {whereItGoes(info.value?.upstream)}.
      </p>
      <HowToConnect />
    </div>
  );
}

function whereItGoes(upstream: string | undefined): string {
  return upstream === undefined ? "nothing leaves this machine" : `it is also forwarded to ${upstream}`;
}

export function HowToConnect() {
  const told = info.value;
  if (told === undefined) return <p>Asking the receiver for its address…</p>;
  return (
    <>
      <section>
        <h2>By environment, without touching code</h2>
        <CopyLine text={`SENTRY_DSN=${told.dsn}`} label="SENTRY_DSN" />
        <CopyLine text={`SENTRY_SPOTLIGHT=${told.spotlight}`} label="SENTRY_SPOTLIGHT" />
        <p class="hint">
          <code>SENTRY_DSN</code> sends everything here. <code>SENTRY_SPOTLIGHT</code> sends a copy here while
          the DSN you have stays as it is. With both, what arrives twice is shown once. Or run{" "}
          <code>baton exec -- your-command</code>, which sets them for you.
        </p>
      </section>
      <SdkSnippets dsn={told.dsn} />
      <TestEvent />
    </>
  );
}

function SdkSnippets({ dsn }: { readonly dsn: string }) {
  const all = snippets(dsn);
  const chosen = useSignal("node");
  const snippet = all.find(({ key }) => key === chosen.value) ?? all[0];
  if (snippet === undefined) return null;
  return (
    <section>
      <h2>Or in code</h2>
      <div class="chips" role="toolbar" aria-label="SDK">
        {all.map(({ key, label }) => (
          <button
            type="button"
            class="chip"
            key={key}
            aria-pressed={key === snippet.key}
            onClick={() => {
              chosen.value = key;
            }}
          >
            {label}
          </button>
        ))}
      </div>
      {snippet.install === "" ? null : <CopyLine text={snippet.install} label="the install command" />}
      <div class="snippet">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways. */}
        <pre tabIndex={0}>{snippet.code}</pre>
        <CopyButton text={snippet.code} label="the code" />
      </div>
    </section>
  );
}

function TestEvent() {
  const state = useSignal("");
  const send = async () => {
    state.value = "Sending…";
    try {
      await sendEnvelope(testEnvelope(Date.now()));
      state.value = "Sent. It is in the feed.";
    } catch (error) {
      state.value = (error as Error).message;
    }
  };
  return (
    <section>
      <h2>Or see how it looks</h2>
      <p class="row-of">
        <button type="button" class="primary" onClick={send}>
          Send a test event
        </button>
        <span aria-live="polite">{state.value}</span>
      </p>
    </section>
  );
}
