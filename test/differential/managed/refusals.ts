import { type ManagedCase, type Part, single } from "./case.ts";
import {
  ATTACHMENT,
  attachment,
  CHECK_IN,
  container,
  EVENT,
  log,
  METRICS,
  metric,
  RECORDING,
  REPLAY_EVENT,
  session,
  TRANSACTION,
  traceAttachment,
  USER_REPORT,
  WITH_TRACE,
} from "./parts.ts";

/** What a project without features lets through. */
export const FEATURES: readonly ManagedCase[] = [
  single("no feature: logs", [container("log", "log", [log])], { features: [] }),
  single("no feature: two families", [container("log", "log", [log]), CHECK_IN], { features: [] }),
  single("no feature: trace metrics", [container("trace_metric", "trace-metric", [metric])], {
    features: [],
  }),
  single("no feature: a replay", [REPLAY_EVENT, RECORDING], { features: [] }),
  single("no feature: a replay event alone", [REPLAY_EVENT], { features: [] }),
  single("no feature: a profile chunk", [[{ type: "profile_chunk", platform: "python" }, "{}"]], {
    features: [],
  }),
  single("no feature: a trace attachment", [traceAttachment()], { features: [] }),
  single("no feature: a span attachment", [traceAttachment({ span_id: null })], {
    features: [],
    header: { ...WITH_TRACE, trace: "own" },
  }),
  single("no video: a video", [[{ type: "replay_video" }, "x"]], {
    features: ["organizations:session-replay", "organizations:session-replay-video-disabled"],
  }),
];

const quota = (categories: readonly string[], reasonCode = "full") => ({
  quotas: [{ categories, scope: "project", limit: 0, reasonCode }],
});

/** Limits of the project, before it is known and after. */
export const LIMITS: readonly ManagedCase[] = [
  ["error", [EVENT, ATTACHMENT, CHECK_IN]],
  ["attachment", [EVENT, ATTACHMENT]],
  ["attachment_item", [ATTACHMENT]],
  ["attachment of a crash", [attachment("event.minidump", "MDMP"), ATTACHMENT]],
  ["attachment_item of a crash", [attachment("event.minidump", "MDMP"), ATTACHMENT]],
  ["error of a crash", [attachment("event.minidump", "MDMP"), ATTACHMENT]],
  ["attachment of an unreal crash", [[{ type: "unreal_report" }, "x"], ATTACHMENT]],
  ["attachment of an apple crash", [attachment("event.applecrashreport"), ATTACHMENT]],
  ["transaction", [TRANSACTION, ATTACHMENT]],
  ["log_item", [container("log", "log", [log, log])]],
  ["trace_metric", [container("trace_metric", "trace-metric", [metric])]],
  ["replay", [REPLAY_EVENT, RECORDING]],
  ["monitor", [CHECK_IN]],
  ["feedback", [USER_REPORT]],
  ["profile_chunk", [[{ type: "profile_chunk", platform: "python" }, "{}"] as Part]],
  ["session", [session()]],
].map(([what, parts]) =>
  single(`limit: ${what}`, parts as readonly Part[], {
    config: { ...METRICS, ...quota([(what as string).split(" ")[0] as string]) },
    isSentAgain: true,
  }),
);
