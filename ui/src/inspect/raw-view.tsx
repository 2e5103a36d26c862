import { useSignal } from "@preact/signals";
import { sizeText } from "../lib/format.ts";
import { hexLines, looksLikeText } from "../lib/hex.ts";
import { CopyButton } from "../parts/copy-button.tsx";

const FIRST_TEXT = 100_000;
const FIRST_HEX = 4_096;

/** The payload as it came: text where it is text, else bytes. */
export function RawView({ bytes }: { readonly bytes: Uint8Array }) {
  const whole = useSignal(false);
  if (bytes.length === 0) return <p class="empty">The payload is empty.</p>;
  const isText = looksLikeText(bytes);
  const most = whole.value ? bytes.length : isText ? FIRST_TEXT : FIRST_HEX;
  const shown = bytes.subarray(0, most);
  const text = isText ? new TextDecoder().decode(shown) : hexLines(shown);
  return (
    <div class="raw">
      <CopyButton text={text} label="what is shown" />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways. */}
      <pre tabIndex={0}>{text}</pre>
      {most < bytes.length ? (
        <button
          type="button"
          onClick={() => {
            whole.value = true;
          }}
        >
          Show all {sizeText(bytes.length)}
        </button>
      ) : null}
    </div>
  );
}
