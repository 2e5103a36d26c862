import type { GaugeValue, MetricValue } from "./metric-bucket.ts";

/** A set's members as a list up to here; from here on a `Set` is faster, and no larger. */
const LIST_END = 32;

/**
 * A value that more can be merged into. A counter is its number, so that a million of them need no objects;
 * distributions and small sets are lists of their own.
 */
export type MergingValue = number | number[] | Set<number> | GaugeValue;

export function mergingValue({ type, value }: MetricValue): MergingValue {
  switch (type) {
    case "c":
    case "g":
      return value;
    case "d":
      return [...value];
    case "s":
      return value.length < LIST_END ? [...value] : new Set(value);
  }
}

/** Adds `other` to what is there, which may be changed in place. The types are the same: they are in the key. */
export function mergeValue(known: MergingValue, other: MetricValue): MergingValue {
  switch (other.type) {
    case "c":
      return clamp((known as number) + other.value);
    case "d":
      for (const value of other.value) (known as number[]).push(value);
      return known;
    case "s":
      return mergeSet(known as number[] | Set<number>, other.value);
    case "g":
      return mergeGauge(known as GaugeValue, other.value);
  }
}

function mergeSet(known: number[] | Set<number>, members: readonly number[]): number[] | Set<number> {
  let set = known;
  for (const member of members) {
    if (set instanceof Set) set.add(member);
    else if (!set.includes(member)) {
      if (set.length + 1 < LIST_END) set.push(member);
      else set = new Set([...set, member]);
    }
  }
  return set;
}

function mergeGauge(known: GaugeValue, other: GaugeValue): GaugeValue {
  return {
    last: other.last,
    min: Math.min(known.min, other.min),
    max: Math.max(known.max, other.max),
    sum: clamp(known.sum + other.sum),
    count: known.count + other.count,
  };
}

/** Infinity cannot be written as JSON. */
function clamp(value: number): number {
  return Math.min(Math.max(value, -Number.MAX_VALUE), Number.MAX_VALUE);
}

export function finalValue(type: MetricValue["type"], value: MergingValue): MetricValue {
  return { type, value: value instanceof Set ? [...value] : value } as MetricValue;
}

/** Bytes, as caps count them. */
export function mergingBytes(value: MergingValue): number {
  if (typeof value === "number") return 8;
  if (Array.isArray(value)) return 8 * value.length;
  return value instanceof Set ? 4 * value.size : 40;
}
