import { describe, expect, test } from "bun:test";
import { DEFAULT_GLOBAL_CONFIG, globalConfigJson, globalOption, parseGlobalConfig } from "./global-config.ts";

const JSON_TEXT =
  '{"measurements":{"maxCustomMeasurements":3},"quotas":[{"id":"g","categories":["error"],"limit":null},{"id":5}],' +
  '"filters":{"version":1},"options":{"relay.foo":1.0,"relay.sessions-eap.rollout-rate":0.5},"zzz":5}';

function parsed(json: string) {
  const result = parseGlobalConfig(json);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe("the global config", () => {
  test("is served on without what nobody knows", () => {
    expect(globalConfigJson(parsed(JSON_TEXT))).toBe(
      '{"measurements":{"maxCustomMeasurements":3},' +
        '"quotas":[{"id":"g","categories":["error"],"scope":"organization","limit":null,"namespace":null}],' +
        '"filters":{"version":1},"options":{"relay.foo":1.0,"relay.sessions-eap.rollout-rate":0.5}}',
    );
    expect(globalConfigJson(DEFAULT_GLOBAL_CONFIG)).toBe("{}");
  });

  test("options have defaults, also for values of another type", () => {
    const config = parsed(JSON_TEXT);
    expect(globalOption(config, "relay.sessions-eap.rollout-rate")).toBe(0.5);
    expect(globalOption(config, "relay.attachment-inline.limit")).toBe(0);
    expect(globalOption(config, "relay.endpoint-fetch-config.enabled")).toBe(false);
    const odd = parsed('{"options":{"relay.endpoint-fetch-config.enabled":"yes"}}');
    expect(globalOption(odd, "relay.endpoint-fetch-config.enabled")).toBe(false);
    const on = parsed('{"options":{"relay.endpoint-fetch-config.enabled":true}}');
    expect(globalOption(on, "relay.endpoint-fetch-config.enabled")).toBe(true);
  });

  test.each([["null"], ["[]"], ['{"options":5}'], ['{"quotas":5}'], ['{"filters":{]}'], ["{"]])(
    "%s cannot be read",
    (json) => {
      expect(parseGlobalConfig(json).ok).toBe(false);
    },
  );
});
