import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** Copies a text, and says so for a moment. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const copied = useSignal(false);
  useEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => {
      copied.value = false;
    }, 1_500);
    return () => clearTimeout(timer);
  }, [copied.value]);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => selectFallback(text));
    copied.value = true;
  };
  return (
    <button
      type="button"
      class="quiet copy"
      onClick={copy}
      title={`Copy ${label}`}
      aria-label={`Copy ${label}`}
    >
      <Icon name={copied.value ? "check" : "copy"} />
      <span class="visually-hidden" aria-live="polite">
        {copied.value ? "Copied" : ""}
      </span>
    </button>
  );
}

/** The clipboard needs a secure context, which 127.0.0.1 and localhost are, but not every browser agrees. */
function selectFallback(text: string): void {
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A line to copy, such as a DSN. */
export function CopyLine({ text, label }: { readonly text: string; readonly label: string }) {
  return (
    <div class="copy-line">
      <code>{text}</code>
      <CopyButton text={text} label={label} />
    </div>
  );
}
