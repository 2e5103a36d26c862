import type { ComponentChildren } from "preact";

export type Fact = readonly [label: string, value: ComponentChildren];

/** Label and value pairs; empty values are left out. */
export function Facts({ facts, title }: { readonly facts: readonly Fact[]; readonly title?: string }) {
  const shown = facts.filter(
    ([, value]) => value !== "" && value !== undefined && value !== null && value !== false,
  );
  if (shown.length === 0) return null;
  return (
    <section class="facts">
      {title === undefined ? null : <h3>{title}</h3>}
      <dl>
        {shown.map(([label, value], i) => (
          <div key={`${label}${i}`}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** A titled part of the inspector. */
export function Section(props: {
  readonly title: string;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="section">
      <h3>
        {props.title}
        {props.aside === undefined ? null : <span class="aside">{props.aside}</span>}
      </h3>
      {props.children}
    </section>
  );
}
