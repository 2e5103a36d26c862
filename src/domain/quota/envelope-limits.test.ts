import { describe, expect, test } from "bun:test";
import type { DataCategory, Quantities } from "../protocol/data-category.ts";
import { checkEnvelopeLimits, type LimitedItem } from "./envelope-limits.ts";
import type { RateLimit } from "./rate-limit.ts";

interface TestItem extends LimitedItem {
  readonly name: string;
  readonly quantities: Quantities;
}

const EVENT_ITEMS = ["event", "transaction", "security", "raw_security", "unreal_report", "feedback"];
const COMPANY = ["user_report", "attachment", "form_data", "profile", "replay_event"];

function item(
  name: string,
  type: string,
  counts: Partial<Record<DataCategory, number>>,
  more: Partial<TestItem> = {},
) {
  const quantities = Object.entries(counts).map(([category, quantity]) => ({
    category: category as DataCategory,
    quantity,
  }));
  const createsEvent = EVENT_ITEMS.includes(type);
  const requiresEvent = createsEvent || COMPANY.includes(type);
  const flags = { isTraceAttachment: false, isSpanAttachment: false, rateLimited: false };
  return { name, type, createsEvent, requiresEvent, ...flags, quantities, ...more };
}

const E = item("E", "event", { error: 1 });
const T = item("T", "transaction", { transaction: 1, transaction_indexed: 1, span: 2, span_indexed: 2 });
const A = item("A", "attachment", { attachment: 5, attachment_item: 1 });
const MD = item("MD", "attachment", { attachment: 6, attachment_item: 1 }, { createsEvent: true });
const TA = item("TA", "attachment", A_COUNTS(), { isTraceAttachment: true, requiresEvent: false });
const SA = item("SA", "attachment", A_COUNTS(), {
  isTraceAttachment: true,
  isSpanAttachment: true,
  requiresEvent: false,
});
const UR = item("UR", "user_report", { feedback: 1 });
const FB = item("FB", "feedback", { feedback: 1 });
const FD = item("FD", "form_data", {});
const PR = item("PR", "profile", { profile: 1, profile_indexed: 1, profile_backend: 1 });
const PRN = item("PRN", "profile", { profile: 1, profile_indexed: 1 });
const RE = item("RE", "replay_event", { replay: 1 });
const RR = item("RR", "replay_recording", { replay: 1 });
const SE = item("SE", "session", { session: 1 });
const SS = item("SS", "sessions", { session: 2 });
const SP = item("SP", "span", { span: 3, span_indexed: 3 });
const LG = item("LG", "log", { log_item: 2, log_byte: 17 });
const TM = item("TM", "trace_metric", { trace_metric: 2, trace_metric_byte: 17 });
const PC = item("PC", "profile_chunk", { profile_chunk: 1 });
const PCU = item("PCU", "profile_chunk", { profile_chunk_ui: 1 });
const PCN = item("PCN", "profile_chunk", {});
const CI = item("CI", "check_in", { monitor: 1 });
const SC = item("SC", "security", { security: 1 });
const U = item("U", "unreal_report", { error: 1 });
const CR = item("CR", "client_report", {});
const MB = item("MB", "metric_buckets", {});

function A_COUNTS() {
  return { attachment: 5, attachment_item: 1 };
}

/** A limit on each of `limited`, or on everything. */
function check(items: readonly TestItem[], limited: readonly DataCategory[] | "all") {
  const limitOn = (category: DataCategory): RateLimit => ({
    categories: limited === "all" ? [] : [category],
    scope: { kind: "organization", id: "7" },
    reasonCode: undefined,
    namespaces: [],
    expiresAtMs: 60_000,
  });
  const verdict = checkEnvelopeLimits(
    items,
    ({ quantities }) => quantities,
    (category) => (limited === "all" || limited.includes(category) ? [limitOn(category)] : []),
  );
  const removed = verdict.rejections.filter(({ isRemoved }) => isRemoved).map(({ item }) => item);
  const outcomes: Partial<Record<DataCategory, number>> = {};
  for (const { quantities, isSilent } of verdict.rejections) {
    for (const { category, quantity } of isSilent ? [] : quantities) {
      outcomes[category] = (outcomes[category] ?? 0) + quantity;
    }
  }
  const kept = items.filter((each) => !removed.includes(each)).map(({ name }) => name);
  const told = verdict.told.map(({ categories }) => categories.join("+") || "all");
  return { kept: kept.join(" "), told: told.join(" "), outcomes };
}

type Case = [TestItem[], DataCategory[] | "all", string, string, Partial<Record<DataCategory, number>>];

/** Seen on the reference in managed mode, with quotas of 0 and outcomes as metrics. */
const CASES: Case[] = [
  [[E, A, UR, RE], ["error"], "", "error", { error: 1, attachment: 5, attachment_item: 1 }],
  [[E, A], ["attachment"], "E", "attachment", { attachment: 5, attachment_item: 1 }],
  [[E, A], ["attachment_item"], "E", "attachment_item", { attachment: 5, attachment_item: 1 }],
  [[MD, A], ["attachment"], "MD", "attachment", { attachment: 11, attachment_item: 2 }],
  [[MD], ["attachment"], "MD", "", { attachment: 6, attachment_item: 1 }],
  [[MD], ["attachment_item"], "MD", "", { attachment: 6, attachment_item: 1 }],
  [[MD, A], ["error"], "", "error", { error: 1, attachment: 11, attachment_item: 2 }],
  [[E, MD], ["attachment"], "E MD", "", { attachment: 6, attachment_item: 1 }],
  [[E, MD], ["error"], "", "error", { error: 1, attachment: 6, attachment_item: 1 }],
  [[A], ["attachment"], "", "attachment", { attachment: 5, attachment_item: 1 }],
  [[A], ["error"], "A", "", {}],
  [[UR, A, E], ["attachment"], "UR E", "attachment", { attachment: 5, attachment_item: 1 }],
  [
    [T],
    ["transaction"],
    "",
    "transaction",
    { transaction: 1, transaction_indexed: 1, span: 2, span_indexed: 2 },
  ],
  [
    [T, A, PR],
    ["transaction"],
    "",
    "transaction",
    {
      transaction: 1,
      transaction_indexed: 1,
      span: 2,
      span_indexed: 2,
      attachment: 5,
      attachment_item: 1,
      profile: 1,
      profile_indexed: 1,
      profile_backend: 1,
    },
  ],
  [[T], ["span_indexed"], "T", "", {}],
  [[T], ["transaction_indexed"], "T", "", {}],
  [[T, PR], ["profile"], "T", "profile", { profile: 1, profile_indexed: 1, profile_backend: 1 }],
  [
    [T, PR],
    ["profile_backend"],
    "T",
    "profile_backend",
    { profile: 1, profile_indexed: 1, profile_backend: 1 },
  ],
  [[T, PR], ["profile_indexed"], "T PR", "", {}],
  [[PR], ["profile"], "", "profile", { profile: 1, profile_indexed: 1, profile_backend: 1 }],
  [[PR], ["transaction"], "", "transaction", { profile: 1, profile_indexed: 1, profile_backend: 1 }],
  [[PRN], ["profile_backend"], "PRN", "", {}],
  [[E, PR], ["transaction"], "E PR", "", {}],
  [[SE], ["session"], "", "session", {}],
  [[SE, E], ["session"], "E", "session", {}],
  [[SS], ["session"], "SS", "session", {}],
  [[RE, RR], ["replay"], "", "replay", { replay: 2 }],
  [[RR, E], ["replay"], "E", "replay", { replay: 1 }],
  [[RE, RR], ["error"], "RE RR", "", {}],
  [[E, RE, RR], ["error"], "RR", "error", { error: 1 }],
  [[UR], ["feedback"], "", "feedback", { feedback: 1 }],
  [[UR, E], ["feedback"], "E", "feedback", { feedback: 1 }],
  [[FB], ["feedback"], "", "feedback", { feedback: 1 }],
  [[FB, UR, A], ["feedback"], "", "feedback", { feedback: 2, attachment: 5, attachment_item: 1 }],
  [[LG], ["log_item"], "", "log_item", { log_item: 2, log_byte: 17 }],
  [[LG], ["log_byte"], "", "log_byte", { log_item: 2, log_byte: 17 }],
  [[LG], ["log_byte", "log_item"], "", "log_item", { log_item: 2, log_byte: 17 }],
  [[TM], ["trace_metric"], "", "trace_metric", { trace_metric: 2, trace_metric_byte: 17 }],
  [[TM], ["trace_metric_byte"], "", "trace_metric_byte", { trace_metric: 2, trace_metric_byte: 17 }],
  [[SP], ["span"], "", "span", { span: 3, span_indexed: 3 }],
  [[SP], ["span_indexed"], "SP", "", {}],
  [[SP, SA], ["span"], "", "span", { span: 3, span_indexed: 3, attachment: 5, attachment_item: 1 }],
  [[SA], ["span"], "", "span", { attachment: 5, attachment_item: 1 }],
  [[SA], ["attachment"], "", "", { attachment: 5, attachment_item: 1 }],
  [[SA], ["attachment_item"], "", "", { attachment: 5, attachment_item: 1 }],
  [[SA, E], ["error"], "", "error", { error: 1 }],
  [[TA], ["attachment"], "", "", { attachment: 5, attachment_item: 1 }],
  [[TA], ["attachment_item"], "", "", { attachment: 5, attachment_item: 1 }],
  [[TA, E], ["error"], "", "error", { error: 1 }],
  [[TA, E], ["attachment"], "E", "", { attachment: 5, attachment_item: 1 }],
  [
    [TA, T],
    ["transaction"],
    "",
    "transaction",
    { transaction: 1, transaction_indexed: 1, span: 2, span_indexed: 2 },
  ],
  [[TA, A, E], ["attachment"], "E", "attachment", { attachment: 10, attachment_item: 2 }],
  [
    [SP, T],
    ["transaction"],
    "",
    "transaction",
    { transaction: 1, transaction_indexed: 1, span: 5, span_indexed: 5 },
  ],
  [[SP, E], ["span"], "E", "span", { span: 3, span_indexed: 3 }],
  [[PC], ["profile_chunk"], "", "profile_chunk", { profile_chunk: 1 }],
  [[PCU], ["profile_chunk_ui"], "", "profile_chunk_ui", { profile_chunk_ui: 1 }],
  [[PCU], ["profile_chunk"], "PCU", "", {}],
  [[PCN], ["profile_chunk"], "PCN", "", {}],
  [[CI], ["monitor"], "", "monitor", { monitor: 1 }],
  [[SC], ["security"], "", "security", { security: 1 }],
  [[U], ["error"], "", "error", { error: 1 }],
  [[FD, MD], ["error"], "", "error", { error: 1, attachment: 6, attachment_item: 1 }],
  [[E, CR], ["error"], "CR", "error", { error: 1 }],
  [[MB], ["metric_bucket"], "MB", "metric_bucket", {}],
  [[MB, E], ["metric_bucket", "error"], "MB", "error metric_bucket", { error: 1 }],
  [[E], ["metric_bucket"], "E", "", {}],
  [
    [E, A, RR, SE, LG, CI, CR],
    "all",
    "CR",
    "all",
    { error: 1, attachment: 5, attachment_item: 1, replay: 1, log_item: 2, log_byte: 17, monitor: 1 },
  ],
  [
    [T, A, PR, RR, SE, SS, LG, CI, SP, TM, TA, SA, UR],
    "all",
    "SS",
    "all",
    {
      transaction: 1,
      transaction_indexed: 1,
      span: 5,
      span_indexed: 5,
      attachment: 15,
      attachment_item: 3,
      profile: 1,
      profile_indexed: 1,
      profile_backend: 1,
      replay: 1,
      log_item: 2,
      log_byte: 17,
      monitor: 1,
      trace_metric: 2,
      trace_metric_byte: 17,
      feedback: 1,
    },
  ],
];

describe("limits at the door", () => {
  for (const [items, limited, kept, told, outcomes] of CASES) {
    const what = items.map(({ name }) => name).join(" + ");
    test(`${what} under ${limited}: keeps [${kept}], tells [${told}]`, () => {
      expect(check(items, limited)).toEqual({ kept, told, outcomes });
    });
  }

  test("the client is told in the order of the checks", () => {
    const limited: DataCategory[] = [
      "log_byte",
      "monitor",
      "attachment",
      "session",
      "feedback",
      "replay",
      "span",
    ];
    expect(check([LG, CI, SE, RR, UR, A, SP, PC], limited).told).toBe(
      "span attachment session log_byte replay feedback monitor",
    );
  });

  test("a span limit alone is told of, and leaves the transaction with its spans", () => {
    expect(check([T], ["span"])).toEqual({ kept: "T", told: "span", outcomes: {} });
  });

  test("an attachment that was limited before is not counted again", () => {
    const marked = { ...MD, rateLimited: true, quantities: [] };
    expect(check([marked], ["attachment"])).toEqual({ kept: "MD", told: "", outcomes: {} });
    expect(check([marked], ["error"])).toEqual({ kept: "", told: "error", outcomes: { error: 1 } });
  });

  test("of several limits the longest gives the reason, of equal ones the last", () => {
    const limit = (
      reasonCode: string,
      seconds: number,
      kind: "organization" | "project" | "key",
    ): RateLimit => ({
      categories: ["error"],
      scope: { kind, id: "1" },
      reasonCode,
      namespaces: [],
      expiresAtMs: seconds * 1000,
    });
    const reason = (...limits: RateLimit[]) => {
      const verdict = checkEnvelopeLimits(
        [E],
        () => [],
        () => limits,
      );
      return verdict.rejections[0]?.limit.reasonCode;
    };
    const [a, b, c] = [limit("a", 60, "organization"), limit("b", 90, "project"), limit("c", 30, "key")];
    expect(reason(a, b, c)).toBe("b");
    expect(reason(b, a, c)).toBe("b");
    expect(reason(limit("a", 9, "organization"), limit("b", 9, "project"), limit("c", 9, "key"))).toBe("c");
  });
});
