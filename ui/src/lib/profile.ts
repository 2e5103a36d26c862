import {
  asArray,
  asNumber,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../src/kernel/base/loose-json.ts";

/** A function as a sampling profile sees it. */
export interface HotFunction {
  readonly name: string;
  readonly place: string;
  readonly inApp: boolean;
  /** Share of all samples in which it was running itself. */
  readonly self: number;
  /** Share in which it was anywhere on the stack. */
  readonly total: number;
}

export interface ProfileSummary {
  readonly samples: number;
  readonly threads: number;
  readonly durationMs: number | undefined;
  readonly functions: readonly HotFunction[];
}

/** Sums up a profile of the sample format (version 1 or 2). Leaf frames come first in a stack. */
export function summarizeProfile(payload: unknown): ProfileSummary {
  const profile = asObject(asObject(payload).profile);
  const frames = asArray(profile.frames).map(asObject);
  const stacks = asArray(profile.stacks).map(asArray);
  const samples = asArray(profile.samples).map(asObject);
  const counts = new Map<number, { self: number; total: number }>();
  for (const sample of samples) {
    const stack = stacks[asNumber(sample.stack_id) ?? -1] ?? [];
    const seen = new Set<number>();
    for (const [depth, frame] of stack.entries()) {
      if (typeof frame !== "number" || seen.has(frame)) continue;
      seen.add(frame);
      const count = counts.get(frame) ?? { self: 0, total: 0 };
      counts.set(frame, { self: count.self + (depth === 0 ? 1 : 0), total: count.total + 1 });
    }
  }
  const functions = [...counts]
    .toSorted(([, a], [, b]) => b.self - a.self || b.total - a.total)
    .slice(0, 30)
    .map(([index, count]) => toFunction(frames[index] ?? {}, count, samples.length));
  const threads = new Set(samples.map((sample) => asText(sample.thread_id))).size;
  return { samples: samples.length, threads, durationMs: durationOf(samples), functions };
}

function toFunction(
  frame: LooseObject,
  count: { self: number; total: number },
  samples: number,
): HotFunction {
  const line = asText(frame.lineno);
  const file = firstText(frame.filename, frame.module, frame.package);
  return {
    name: firstText(frame.function, "(unknown)"),
    place: line === "" ? file : `${file}:${line}`,
    inApp: frame.in_app === true,
    self: count.self / Math.max(1, samples),
    total: count.total / Math.max(1, samples),
  };
}

function durationOf(samples: readonly LooseObject[]): number | undefined {
  const first = samples[0] ?? {};
  const last = samples[samples.length - 1] ?? {};
  const elapsed = Number(last.elapsed_since_start_ns) - Number(first.elapsed_since_start_ns);
  if (Number.isFinite(elapsed)) return elapsed / 1e6;
  const seconds = Number(last.timestamp) - Number(first.timestamp);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
