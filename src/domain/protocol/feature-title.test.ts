import { expect, test } from "bun:test";
import { featureTitle } from "./feature-title.ts";

test.each([
  ["organizations:session-replay", "SessionReplay"],
  ["organizations:continuous-profiling-perfetto", "ContinuousProfilingPerfetto"],
  ["organizations:ourlogs-ingestion", "OurLogsIngestion"],
  ["organizations:relay-playstation-ingestion", "PlaystationIngestion"],
  ["organizations:relay-automatic-json-expansion", "AutomaticJsonExpansion"],
  ["projects:relay-automatic-json-expansion", "ProjectAutomaticJsonExpansion"],
  ["projects:span-v2-attachment-processing", "SpanV2AttachmentProcessing"],
  ["projects:relay-minidump-uploads", "MinidumpUploads"],
  ["projects:relay-nintendo-event-rewrite", "NintendoEventRewrite"],
  ["Unknown", "Unknown"],
])("%s is %s", (feature, title) => expect(featureTitle(feature)).toBe(title));
