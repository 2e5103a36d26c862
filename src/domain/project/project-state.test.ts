import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { signNothing } from "../auth/signature.ts";
import { generateSecretKey } from "../auth/testkit/secret-key.ts";
import { type AdmissionError, checkAdmission, type Sender } from "./admission.ts";
import { PERMISSIVE_CONFIG } from "./project-config.ts";
import { type ProjectInfo, parseProjectState, scopingOf } from "./project-state.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

function parse(fields: object): ProjectInfo {
  const result = parseProjectState(
    JSON.stringify({ projectId: 42, publicKeys: [{ publicKey: KEY }], ...fields }),
  );
  if (!result.ok || result.value.status !== "enabled") throw new Error(JSON.stringify(result));
  return result.value.project;
}

describe("reading", () => {
  test("nothing given means a permissive config", () => {
    expect(parse({})).toEqual({
      projectId: "42",
      organizationId: undefined,
      publicKeys: [{ publicKey: KEY, numericId: undefined }],
      lastChange: undefined,
      revision: undefined,
      slug: undefined,
      upstream: undefined,
      config: PERMISSIVE_CONFIG,
    });
  });

  test("reads every field", () => {
    const relay = generateSecretKey().publicKey.text;
    const { config, ...project } = parse({
      projectId: 42,
      organizationId: 7,
      rev: "r1",
      lastChange: "2026-01-01T00:00:00Z",
      slug: "p",
      upstream: "https://example.com/",
      publicKeys: [{ publicKey: KEY, numericId: 1, isEnabled: true }],
      config: {
        allowedDomains: ["example.com"],
        trustedRelays: [relay],
        trustedRelaySettings: { verifySignature: "enabled" },
        features: ["organizations:session-replay", "foo:bar", "organizations:profiling"],
        quotas: [{ id: "q", categories: ["error"], limit: 0 }, { id: 5 }, { categories: ["zzz"], limit: 5 }],
        eventRetention: 90,
        sessionMetrics: { version: 1 },
        txNameReady: true,
        piiConfig: { rules: {} },
        dynamicSampling: { version: 2 },
        metricConditionalTagging: [],
      },
    });
    expect(project).toEqual({
      projectId: "42",
      organizationId: 7,
      publicKeys: [{ publicKey: KEY, numericId: 1 }],
      lastChange: "2026-01-01T00:00:00Z",
      revision: "r1",
      slug: "p",
      upstream: "https://example.com/",
    });
    expect(config.allowedDomains).toEqual(["example.com"]);
    expect(config.trustedRelays).toEqual([relay]);
    expect(config.requiresSignature).toBe(true);
    expect(config.features).toContain("organizations:session-replay");
    expect(config.features).toContain("projects:span-v2-experimental-processing");
    expect(config.features).not.toContain("foo:bar");
    expect(config.quotas.map(({ id }) => id)).toEqual(["q"]);
    expect(config.eventRetentionDays).toBe(90);
    expect(config.sessionMetricsVersion).toBe(1);
    expect(config.isTransactionNameReady).toBe(true);
    expect(config.sections).toEqual({ piiConfig: '{"rules":{}}', sampling: '{"version":2}' });
  });

  test("ids keep all their digits", () => {
    const result = parseProjectState(`{"projectId":18446744073709551615,"publicKeys":[]}`);
    if (!result.ok || result.value.status !== "enabled") throw new Error("not enabled");
    expect(result.value.project.projectId).toBe("18446744073709551615");
  });

  test("a disabled project keeps its revision", () => {
    const result = parseProjectState('{"disabled":true,"rev":"r1","config":{"quotas":[]}}');
    expect(result).toEqual({ ok: true, value: { status: "disabled", revision: "r1" } });
  });

  test.each([
    ["null"],
    ["[]"],
    ["{"],
    ['{"projectId":"x"}'],
    ['{"projectId":-1}'],
    ['{"projectId":18446744073709551616}'],
    ['{"publicKeys":[{"publicKey":"x"}]}'],
    ['{"publicKeys":[5]}'],
    ['{"publicKeys":5}'],
    ['{"disabled":1}'],
    ['{"rev":1}'],
    ['{"upstream":"no url"}'],
    ['{"upstream":"ftp://example.com/"}'],
    ['{"config":5}'],
    ['{"config":{"allowedDomains":5}}'],
    ['{"config":{"trustedRelays":["bad"]}}'],
    ['{"config":{"trustedRelaySettings":{"verifySignature":"x"}}}'],
    ['{"config":{"piiConfig":5}}'],
    ['{"config":{"piiConfig":{]}}'],
    ['{"config":{"txNameRules":{}}}'],
    ['{"config":{"eventRetention":70000}}'],
    ['{"config":{"eventRetention":5.5}}'],
    ['{"config":{"features":["x",5]}}'],
    ['{"config":{"quotas":5}}'],
    ['{"config":{"sessionMetrics":5}}'],
    ['{"config":{"txNameReady":5}}'],
    ['{"disabled":true,"config":{"features":5}}'],
  ])("%s cannot be read", (json) => {
    expect(parseProjectState(json).ok).toBe(false);
  });

  test("any JSON is read without throwing", () => {
    const names = [
      "projectId",
      "publicKeys",
      "config",
      "disabled",
      "rev",
      "quotas",
      "features",
      "piiConfig",
      "x",
    ];
    const name = fc.constantFrom(...names);
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 4 }, fc.jsonValue(), fc.dictionary(name, tie("tree"))),
    }));
    fc.assert(fc.property(tree, (value) => typeof parseProjectState(JSON.stringify(value)).ok === "boolean"));
  });
});

describe("admission", () => {
  const NOW_MS = Date.UTC(2026, 10, 24);
  const relay = generateSecretKey();
  const sender: Sender = { publicKey: KEY, projectId: "42", fromInternalRelay: false };
  const check = (fields: object, more: Partial<Sender> = {}): AdmissionError | undefined =>
    checkAdmission(parse(fields), { ...sender, ...more }, { nowMs: NOW_MS, maxSignatureAgeMs: 300_000 });

  test("project id and key belong together", () => {
    expect(check({})).toBeUndefined();
    expect(check({}, { projectId: undefined })).toBeUndefined();
    expect(check({ projectId: null })).toBeUndefined();
    expect(check({}, { projectId: "43" })).toBe("project_id");
    expect(check({ publicKeys: [] })).toBe("project_id");
    const other = { publicKey: "f".repeat(32) };
    expect(check({ publicKeys: [other, { publicKey: KEY }] })).toBe("project_id");
  });

  test("the origin is asked after that", () => {
    const config = { allowedDomains: [] };
    expect(check({ config })).toBeUndefined();
    expect(check({ config }, { origin: "https://a.b" })).toBe("cors");
    expect(check({ config }, { origin: "https://a.b", projectId: "43" })).toBe("project_id");
  });

  test("the signature must be a trusted relay's, and fresh", () => {
    const trustedRelaySettings = { verifySignature: "enabled" };
    const config = { trustedRelays: [relay.publicKey.text], trustedRelaySettings };
    const signed = (by: typeof relay, agoMs: number) => ({ signature: signNothing(by, NOW_MS - agoMs) });
    expect(check({ config })).toBe("missing_signature");
    expect(check({ config }, { fromInternalRelay: true })).toBeUndefined();
    expect(check({ config }, { signature: "x" })).toBe("invalid_signature");
    expect(check({ config }, signed(relay, 0))).toBeUndefined();
    expect(check({ config }, signed(relay, 290_000))).toBeUndefined();
    expect(check({ config }, signed(relay, 301_000))).toBe("invalid_signature");
    expect(check({ config }, signed(generateSecretKey(), 0))).toBe("invalid_signature");
    expect(check({ config: { trustedRelaySettings } }, signed(relay, 0))).toBe("invalid_signature");
  });
});

test("the state completes what was known of the sender", () => {
  const sent = { projectId: "42", publicKey: KEY };
  const project = parse({ organizationId: 7, publicKeys: [{ publicKey: KEY, numericId: 1 }] });
  expect(scopingOf(project, sent)).toEqual({ organizationId: 7, projectId: "42", publicKey: KEY, keyId: 1 });
  expect(scopingOf(parse({ projectId: null }), sent).projectId).toBe("42");
});
