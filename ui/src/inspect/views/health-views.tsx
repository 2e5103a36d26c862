import {
  asArray,
  asNumber,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../../src/kernel/base/loose-json.ts";
import { durationText, fullTime, toMs } from "../../lib/format.ts";
import { inlineText } from "../../lib/json.ts";
import { Facts, Section } from "../../parts/facts.tsx";
import type { ViewProps } from "../overview.tsx";
import { EventContext } from "./event-view.tsx";

const time = (value: unknown): string => {
  const ms = toMs(value);
  return ms === undefined ? "" : fullTime(ms);
};

export function SessionView({ json }: ViewProps) {
  const session = asObject(json);
  const attrs = asObject(session.attrs);
  const common = Object.entries(attrs).map(([key, value]) => [key, inlineText(value)] as const);
  const aggregates = session.aggregates;
  if (Array.isArray(aggregates)) {
    return (
      <>
        <Counts
          rows={aggregates.map(asObject)}
          columns={["started", "exited", "errored", "abnormal", "unhandled", "crashed"]}
        />
        <Facts facts={common} />
      </>
    );
  }
  const duration = asNumber(session.duration);
  return (
    <Facts
      facts={[
        ["Status", firstText(session.status, "ok")],
        ["Errors", asText(session.errors)],
        ["Started", time(session.started)],
        ["Updated", time(session.timestamp)],
        ["Duration", duration === undefined ? "" : durationText(duration * 1000)],
        ["First", session.init === true ? "yes" : ""],
        ["Session", asText(session.sid)],
        ["User", asText(session.did)],
        ...common,
      ]}
    />
  );
}

function Counts({
  rows,
  columns,
}: {
  readonly rows: readonly LooseObject[];
  readonly columns: readonly string[];
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways.
    <div class="table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} class={column === "started" ? "" : "number"}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {columns.map((column) => (
                <td key={column} class={column === "started" ? "" : "number"}>
                  {column === "started" ? time(row[column]) : (asNumber(row[column]) ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function CheckInView({ json }: ViewProps) {
  const checkIn = asObject(json);
  const config = asObject(checkIn.monitor_config);
  const schedule = asObject(config.schedule);
  const duration = asNumber(checkIn.duration);
  const every =
    schedule.type === "interval"
      ? `every ${asText(schedule.value)} ${asText(schedule.unit)}`
      : asText(schedule.value);
  return (
    <>
      <Facts
        facts={[
          ["Monitor", asText(checkIn.monitor_slug)],
          ["Status", asText(checkIn.status)],
          ["Duration", duration === undefined ? "" : durationText(duration * 1000)],
          ["Environment", asText(checkIn.environment)],
          ["Check-in", asText(checkIn.check_in_id)],
        ]}
      />
      <Facts
        title="Monitor"
        facts={[
          ["Schedule", every],
          ["Time zone", asText(config.timezone)],
          ["Margin", minutes(config.checkin_margin)],
          ["Longest run", minutes(config.max_runtime)],
          ["Fails after", asText(config.failure_issue_threshold)],
          ["Recovers after", asText(config.recovery_threshold)],
        ]}
      />
    </>
  );
}

function minutes(value: unknown): string {
  const text = asText(value);
  return text === "" ? "" : `${text} min`;
}

export function FeedbackView({ json }: ViewProps) {
  const report = asObject(json);
  const feedback = asObject(asObject(report.contexts).feedback);
  return (
    <>
      <Section title="">
        <blockquote>{firstText(feedback.message, report.comments)}</blockquote>
      </Section>
      <Facts
        facts={[
          ["From", firstText(feedback.name, report.name)],
          ["Email", firstText(feedback.contact_email, report.email)],
          ["Page", asText(feedback.url)],
          ["Source", asText(feedback.source)],
          ["Replay", asText(feedback.replay_id)],
          [
            "About event",
            firstText(feedback.associated_event_id, report.comments === undefined ? "" : report.event_id),
          ],
        ]}
      />
      <EventContext event={{ ...report, contexts: { ...asObject(report.contexts), feedback: undefined } }} />
    </>
  );
}

const REPORT_LISTS = [
  "discarded_events",
  "rate_limited_events",
  "filtered_events",
  "filtered_sampling_events",
];

export function ClientReportView({ json }: ViewProps) {
  const report = asObject(json);
  const drops = REPORT_LISTS.flatMap((list) => asArray(report[list]).map(asObject));
  return (
    <Section title="The SDK dropped" aside={time(report.timestamp)}>
      <div class="table">
        <table>
          <thead>
            <tr>
              <th class="number">How many</th>
              <th>Of</th>
              <th>Why</th>
            </tr>
          </thead>
          <tbody>
            {drops.map((drop, i) => (
              <tr key={i}>
                <td class="number">{asText(drop.quantity)}</td>
                <td>{asText(drop.category)}</td>
                <td>{asText(drop.reason).replaceAll("_", " ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
