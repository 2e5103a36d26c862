import { expect, test } from "bun:test";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import type { JsonObject } from "../../kernel/base/json/value.ts";
import { checkSamples } from "./check-samples.ts";
import { readProfile } from "./profile-metadata.ts";

const HEAD = {
  version: "1",
  platform: "python",
  event_id: "1".repeat(32),
  timestamp: "2026-11-24T00:00:00Z",
  os: { name: "Linux", version: "6" },
  device: { architecture: "x86_64" },
};
const read = (json: unknown) => readProfile(utf8Bytes(JSON.stringify(json)));

test.each<[object, string]>([
  [{ version: 1 }, "profiling_invalid_json"],
  [{ version: "2" }, "profiling_platform_not_supported"],
  [{ version: undefined }, "profiling_platform_not_supported"],
  [{ platform: 5 }, "profiling_invalid_json"],
  [{ event_id: "x" }, "profiling_invalid_json"],
  [{ timestamp: 5 }, "profiling_invalid_json"],
  [{ os: { name: "Linux" } }, "profiling_invalid_json"],
  [{ device: {} }, "profiling_invalid_json"],
])("%j: %s", (more, reason) => expect(read({ ...HEAD, ...more })).toBe(reason as never));

test("what is read", () => {
  expect(read(HEAD)).toMatchObject({ platform: "python", isSampled: true });
  expect(read({ platform: "android", profile_id: "x" })).toMatchObject({
    platform: "android",
    isSampled: false,
  });
  expect([read([]), readProfile(utf8Bytes("nonsense"))]).toEqual([
    "profiling_invalid_json",
    "profiling_invalid_json",
  ]);
});

const sample = (nanos: string | number, more: object = {}) => ({
  elapsed_since_start_ns: nanos,
  stack_id: 0,
  thread_id: "1",
  ...more,
});
const check = (samples: object[], more: object = {}, stacks: unknown = [[0], []]) =>
  checkSamples({
    platform: "python",
    isSampled: true,
    root: {
      transaction: { active_thread_id: 1 },
      profile: { samples, stacks, frames: [{}] },
      ...more,
    } as unknown as JsonObject,
  });

test.each<[string, string | undefined, string | undefined]>([
  ["two samples", check([sample("0"), sample(1)]), undefined],
  ["one", check([sample("0")]), "profiling_not_enough_samples"],
  ["one per thread", check([sample("0"), sample("1", { thread_id: 2 })]), "profiling_not_enough_samples"],
  [
    "one that is not idle",
    check([sample("0"), sample("1", { stack_id: 1 })]),
    "profiling_not_enough_samples",
  ],
  ["an idle one between", check([sample("0"), sample("1", { stack_id: 1 }), sample("2")]), undefined],
  [
    "an unknown stack",
    check([sample("0"), sample("1", { stack_id: 7 }), sample("2")]),
    "profiling_malformed_samples",
  ],
  ["an unknown frame", check([sample("0"), sample("1")], {}, [[7]]), "profiling_malformed_stacks"],
  ["half a minute", check([sample("0"), sample("30000000000")]), undefined],
  ["more than that", check([sample("0"), sample("30000000001")]), "profiling_duration_is_too_long"],
  [
    "no transaction",
    check([sample("0"), sample("1")], { transaction: undefined }),
    "profiling_no_transaction_associated",
  ],
  ["no profile", check([], { profile: undefined }), "profiling_invalid_json"],
  ["a time that is none", check([sample("x"), sample("1")]), "profiling_invalid_json"],
  ["stacks of no frames", check([sample("0"), sample("1")], {}, ["x"]), "profiling_invalid_json"],
])("%s: %p", (_, reason, expected) => expect(reason).toBe(expected as never));

test("Apple's systems say which they are", () => {
  const [os, device] = [
    { build_number: "1" },
    { is_emulator: false, locale: "en", manufacturer: "Apple", model: "x" },
  ];
  const root = {
    transaction: {},
    profile: { samples: [sample("0"), sample("1")], stacks: [[0]], frames: [{}] },
  };
  const reasonOf = (more: object) =>
    checkSamples({
      platform: "cocoa",
      isSampled: true,
      root: { ...root, os, device, ...more } as unknown as JsonObject,
    });
  expect(reasonOf({})).toBeUndefined();
  expect(reasonOf({ device: { ...device, model: 5 } })).toBe("profiling_invalid_profile_metadata");
  expect(reasonOf({ os: {} })).toBe("profiling_invalid_profile_metadata");
});
