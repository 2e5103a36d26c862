import { isJsonObject, isRawNumber, type JsonObject, type JsonValue } from "../../kernel/base/json/value.ts";
import type { ProfileReason } from "../protocol/rejection.ts";
import type { Profile } from "./profile-metadata.ts";

interface Sample {
  readonly atNanos: bigint;
  readonly stack: number;
  readonly thread: string;
}

interface Samples {
  readonly samples: readonly Sample[];
  /** Which frames each stack is of. */
  readonly stacks: readonly (readonly number[])[];
  readonly frames: number;
}

const MAX_NANOS = 30_000_000_000n;

/** Why the samples of a profile, which came with its transaction, are of no use. */
export function checkSamples({ root, platform }: Profile): ProfileReason | undefined {
  const { profile, transaction } = root;
  if (!isJsonObject(transaction)) return "profiling_no_transaction_associated";
  if (platform === "cocoa" && !saysItsDevice(root)) return "profiling_invalid_profile_metadata";
  const read = readSamples(profile);
  if (read === undefined) return "profiling_invalid_json";
  const { stacks, frames } = read;
  const samples = withoutLoners(withoutIdle(read, textOf(transaction.active_thread_id)));
  if (samples.length <= 1) return "profiling_not_enough_samples";
  if (samples.some(({ stack }) => stacks[stack] === undefined)) return "profiling_malformed_samples";
  if (stacks.some((stack) => stack.some((frame) => frame >= frames))) return "profiling_malformed_stacks";
  return durationOf(samples) > MAX_NANOS ? "profiling_duration_is_too_long" : undefined;
}

/** Profiles of Apple's systems must say which it was, for their symbols. */
function saysItsDevice({ device, os }: JsonObject): boolean {
  const isText = (value: JsonValue | undefined): boolean => typeof value === "string";
  if (!isJsonObject(device) || !isJsonObject(os)) return false;
  const { is_emulator, locale, manufacturer, model } = device;
  return typeof is_emulator === "boolean" && [locale, manufacturer, model, os.build_number].every(isText);
}

/** Before its thread did anything, and after, there is nothing to see. */
function withoutIdle({ samples, stacks }: Samples, thread: string | undefined): readonly Sample[] {
  const isActive = (sample: Sample): boolean =>
    sample.thread === thread && (stacks[sample.stack]?.length ?? 0) > 0;
  const first = samples.findIndex(isActive);
  if (first < 0) return samples;
  const last = samples.findLastIndex(isActive);
  return samples.filter((sample, at) => sample.thread !== thread || (at >= first && at <= last));
}

/** One sample of a thread says nothing of how it went on. */
function withoutLoners(samples: readonly Sample[]): readonly Sample[] {
  const counts = new Map<string, number>();
  for (const { thread } of samples) counts.set(thread, (counts.get(thread) ?? 0) + 1);
  return samples.filter(({ thread }) => (counts.get(thread) as number) > 1);
}

function durationOf(samples: readonly Sample[]): bigint {
  let [first, last] = [samples[0]?.atNanos ?? 0n, 0n];
  for (const { atNanos } of samples) {
    if (atNanos < first) first = atNanos;
    if (atNanos > last) last = atNanos;
  }
  return last - first;
}

function readSamples(profile: JsonValue | undefined): Samples | undefined {
  if (!isJsonObject(profile)) return undefined;
  const { samples, stacks, frames } = profile;
  if (!Array.isArray(samples) || !Array.isArray(stacks) || !Array.isArray(frames)) return undefined;
  if (!stacks.every((stack) => Array.isArray(stack) && stack.every(isIndex))) return undefined;
  const read = samples.map(readSample);
  if (!read.every((sample) => sample !== undefined)) return undefined;
  return { samples: read, stacks: stacks as readonly (readonly number[])[], frames: frames.length };
}

function readSample(value: JsonValue): Sample | undefined {
  if (!isJsonObject(value)) return undefined;
  const [nanos, thread] = [textOf(value.elapsed_since_start_ns), textOf(value.thread_id)];
  if (nanos === undefined || !/^\d{1,20}$/.test(nanos) || thread === undefined || !isIndex(value.stack_id))
    return undefined;
  return { atNanos: BigInt(nanos), stack: value.stack_id, thread };
}

function isIndex(value: JsonValue | undefined): value is number {
  return Number.isInteger(value) && (value as number) >= 0;
}

/** Numbers come as such or in quotes. */
function textOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (isRawNumber(value)) return value.rawJSON;
  return typeof value === "number" ? String(value) : undefined;
}
