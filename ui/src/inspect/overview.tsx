import type { ComponentType } from "preact";
import type { ItemDetail } from "../api.ts";
import type { Payload } from "../state/detail.ts";
import { Changes } from "./changes.tsx";
import { JsonTree } from "./json-tree.tsx";
import { RawView } from "./raw-view.tsx";
import { AttachmentView } from "./views/attachment-view.tsx";
import { EventView } from "./views/event-view.tsx";
import { CheckInView, ClientReportView, FeedbackView, SessionView } from "./views/health-views.tsx";
import { LogsView } from "./views/logs-view.tsx";
import { MetricsView } from "./views/metrics-view.tsx";
import { ProfileView } from "./views/profile-view.tsx";
import { RecordingView, ReplayView } from "./views/replay-view.tsx";
import { SecurityView } from "./views/security-view.tsx";
import { TraceView } from "./views/trace-view.tsx";

/** What a view of a payload gets; `json` is whatever the payload parses to. */
export interface ViewProps {
  readonly item: ItemDetail;
  readonly json: unknown;
  readonly bytes: Uint8Array;
}

const VIEWS: Readonly<Record<string, ComponentType<ViewProps>>> = {
  event: EventView,
  transaction: TraceView,
  span: TraceView,
  log: LogsView,
  trace_metric: MetricsView,
  metric_buckets: MetricsView,
  session: SessionView,
  sessions: SessionView,
  check_in: CheckInView,
  feedback: FeedbackView,
  user_report: FeedbackView,
  client_report: ClientReportView,
  security: SecurityView,
  raw_security: SecurityView,
  profile: ProfileView,
  profile_chunk: ProfileView,
  replay_event: ReplayView,
};

/** Views of payloads that are no JSON. */
const BINARY: Readonly<Record<string, ComponentType<ViewProps>>> = {
  attachment: AttachmentView,
  replay_recording: RecordingView,
};

export function Overview({ item, payload }: { readonly item: ItemDetail; readonly payload: Payload }) {
  const View = BINARY[item.type] ?? (payload.isJson ? VIEWS[item.type] : undefined);
  if (View !== undefined)
    return (
      <>
        <View item={item} json={payload.json} bytes={payload.bytes} />
        <Changes json={payload.json} />
      </>
    );
  return payload.isJson ? <JsonTree value={payload.json} /> : <RawView bytes={payload.bytes} />;
}
