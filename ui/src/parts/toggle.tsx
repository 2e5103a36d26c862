import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";

/** Opens and closes what stands below it. */
export function Toggle({
  open,
  children,
}: {
  readonly open: Signal<boolean>;
  readonly children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class="toggle"
      aria-expanded={open.value}
      onClick={() => {
        open.value = !open.value;
      }}
    >
      <Icon name="chevron" />
      {children}
    </button>
  );
}
