import { countText, durationText } from "../../lib/format.ts";
import { summarizeProfile } from "../../lib/profile.ts";
import { Facts, Section } from "../../parts/facts.tsx";
import type { ViewProps } from "../overview.tsx";

const percent = (share: number): string => `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} %`;

/** A sampling profile: where the time went. */
export function ProfileView({ json }: ViewProps) {
  const profile = summarizeProfile(json);
  return (
    <>
      <Facts
        facts={[
          ["Samples", countText(profile.samples)],
          ["Threads", profile.threads],
          ["Duration", profile.durationMs === undefined ? "" : durationText(profile.durationMs)],
        ]}
      />
      <Section title="Where the time went">
        <ol class="hot">
          {profile.functions.map((hot, i) => (
            <li key={i} class={hot.inApp ? "own" : ""}>
              <span class="share" style={{ "--share": String(hot.self) }}>
                {percent(hot.self)}
              </span>
              <span class="function">{hot.name}</span>
              <span class="file">{hot.place}</span>
              <span class="total" title="with everything it called">
                {percent(hot.total)}
              </span>
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}
