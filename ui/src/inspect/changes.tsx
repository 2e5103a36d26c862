import { changesOf } from "../lib/remarks.ts";
import { Section } from "../parts/facts.tsx";

/** What relays on the way did to a payload, and why, as its `_meta` says. */
export function Changes({ json }: { readonly json: unknown }) {
  const changes = changesOf(json);
  if (changes.length === 0) return null;
  return (
    <Section title="Changed on the way" aside={changes.length}>
      <ul class="plain">
        {changes.map(({ path, what }, i) => (
          <li key={i}>
            <code>{path}</code> {what.join("; ")}
          </li>
        ))}
      </ul>
    </Section>
  );
}
