import { describe, expect, test } from "bun:test";
import { generateSecretKey } from "../auth/testkit/secret-key.ts";
import { parseProjectsRequest, projectsRequestJson } from "./project-request.ts";
import { parseProjectsResponse, projectsResponseJson } from "./project-response.ts";
import { DISABLED, PENDING, type ProjectState, parseProjectState } from "./project-state.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const [K2, K3, K4] = ["b".repeat(32), "c".repeat(32), "d".repeat(32)] as const;
const trusted = generateSecretKey().publicKey.text;

/** What an upstream says of a project, with everything in it that the limited config leaves out. */
const CONFIG = {
  allowedDomains: ["*", "example.com"],
  trustedRelays: [trusted],
  trustedRelaySettings: { verifySignature: "disabled" },
  piiConfig: { rules: {} },
  groupingConfig: { id: "x" },
  filterSettings: { webCrawlers: { isEnabled: true } },
  datascrubbingSettings: { scrubData: true },
  eventRetention: 90,
  downsampledEventRetention: 90,
  retentions: { log: { standard: 30 } },
  trimming: { span: { maxSize: 100 } },
  quotas: [{ id: "q", categories: ["error"], limit: 0, window: null, extra: 1 }],
  sampling: { version: 2, rules: [] },
  measurements: { maxCustomMeasurements: 10 },
  breakdownsV2: {},
  performanceScore: { profiles: [] },
  sessionMetrics: { version: 1 },
  features: ["organizations:session-replay"],
  txNameRules: [],
  txNameReady: true,
  spanDescriptionRules: [],
  unknownKey: 1,
};
const ONLY_FULL = [
  "groupingConfig",
  "eventRetention",
  "downsampledEventRetention",
  "retentions",
  "quotas",
  "sampling",
];

function state(fields: object): ProjectState {
  const result = parseProjectState(
    JSON.stringify({ projectId: 42, publicKeys: [{ publicKey: KEY }], ...fields }),
  );
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

const STATES: Readonly<Record<string, ProjectState>> = {
  [KEY]: state({
    organizationId: 7,
    rev: "r1",
    slug: "p",
    lastChange: "2026-01-01T00:00:00Z",
    config: CONFIG,
  }),
  [K2]: state({ config: {} }),
  [K3]: DISABLED,
};

const GLOBAL = { json: '{"a":1}', isReady: false };

function answer(
  request: object,
  relay = { publicKey: trusted, isInternal: false },
  advertisedUpstream?: string,
) {
  const parsed = parseProjectsRequest(JSON.stringify(request));
  if (!parsed.ok) throw new Error(parsed.error);
  const stateOf = (key: string) => STATES[key] ?? PENDING;
  return JSON.parse(
    projectsResponseJson(parsed.value, stateOf, { relay, advertisedUpstream, global: GLOBAL }),
  );
}

describe("serving", () => {
  const internal = { publicKey: "x", isInternal: true };
  const stranger = { publicKey: "x", isInternal: false };

  test("an internal relay sees everything it asks for", () => {
    const full = answer({ publicKeys: [KEY, K2, K3, K4], fullConfig: true }, internal, "http://adv.example/");
    expect(full.pending).toEqual([K4]);
    expect(Object.keys(full.configs)).toEqual([KEY, K2]);
    const { config, ...project } = full.configs[KEY];
    expect(project).toEqual({
      disabled: false,
      projectId: 42,
      lastChange: "2026-01-01T00:00:00Z",
      rev: "r1",
      publicKeys: [{ publicKey: KEY }],
      slug: "p",
      organizationId: 7,
      upstream: "http://adv.example/",
    });
    const { trustedRelaySettings, unknownKey, features, quotas, ...sections } = CONFIG;
    expect(config).toEqual({
      ...sections,
      features: expect.arrayContaining(["organizations:session-replay", "organizations:profiling"]),
      quotas: [{ id: "q", categories: ["error"], scope: "organization", limit: 0, namespace: null }],
    });
  });

  test("the limited config lacks what is nobody else's business", () => {
    for (const relay of [internal, { publicKey: trusted, isInternal: false }]) {
      const { config } = answer({ publicKeys: [KEY], fullConfig: !relay.isInternal }, relay).configs[KEY];
      const expected = Object.keys(CONFIG).filter(
        (name) => !ONLY_FULL.includes(name) && !["unknownKey", "trustedRelaySettings"].includes(name),
      );
      expect(Object.keys(config).sort()).toEqual(expected.sort());
    }
  });

  test("a project without a config shows the defaults, and null for what is not known", () => {
    const { features, ...config } = answer({ publicKeys: [K2] }, internal).configs[K2].config;
    expect(config).toEqual({ allowedDomains: ["*"], trustedRelays: [], piiConfig: null });
    const { rev, slug, organizationId } = answer({ publicKeys: [K2] }, internal).configs[K2];
    expect([rev, slug, organizationId]).toEqual([null, null, null]);
  });

  test("a relay that a project does not trust sees nothing of it", () => {
    expect(answer({ publicKeys: [KEY, K2, K3] }, stranger)).toEqual({ configs: {} });
  });

  test("a revision that is known is unchanged, whoever asks", () => {
    const request = { publicKeys: [KEY, K2], revisions: ["r1", null] };
    expect(answer(request, stranger)).toEqual({ configs: {}, unchanged: [KEY] });
  });

  test("revisions count only when they fit", () => {
    for (const revisions of [["r1"], ["r1", 5], 5, null, ["r0", "r1"]]) {
      expect(Object.keys(answer({ publicKeys: [KEY, K2], revisions }).configs)).toEqual([KEY]);
    }
  });

  test("what is no key is skipped, and its revision with it", () => {
    const request = { publicKeys: ["bad", 5, KEY], revisions: ["r1", "r1", "r0"] };
    expect(Object.keys(answer(request).configs)).toEqual([KEY]);
  });

  test("the global config comes when it is asked for", () => {
    expect(answer({ publicKeys: [], global: true })).toEqual({
      configs: {},
      global: { a: 1 },
      globalStatus: "pending",
    });
  });

  test.each([["{}"], ["[]"], ["x"], ['{"publicKeys":5}'], ['{"publicKeys":[],"fullConfig":5}']])(
    "%s is no request",
    (json) => {
      expect(parseProjectsRequest(json).ok).toBe(false);
    },
  );
});

describe("asking", () => {
  test("the request is spelled as the protocol has it", () => {
    const keys = [
      { publicKey: KEY, revision: undefined },
      { publicKey: K2, revision: "r" },
    ];
    expect(projectsRequestJson({ keys, wantsFullConfig: false, isNoCache: false })).toBe(
      `{"publicKeys":["${KEY}","${K2}"],"revisions":[null,"r"],"fullConfig":false,"noCache":false}`,
    );
  });

  test("each key gets its own answer", () => {
    const good = '{"projectId":42,"publicKeys":[]}';
    const json = `{"configs":{"${KEY}":${good},"${K2}":{"config":5},"${K3}":null,"x":${good}},"pending":["p"],"unchanged":["u"]}`;
    const parsed = parseProjectsResponse(json);
    if (!parsed.ok) throw new Error(parsed.error);
    const { answerFor, globalJson } = parsed.value;
    expect(answerFor(KEY)).toMatchObject({ answer: "state", state: { status: "enabled" } });
    expect(answerFor(K2)).toEqual({ answer: "unreadable", reason: "config is no object" });
    const disabled = { answer: "state", state: DISABLED, json: '{"disabled":true}' } as const;
    expect(answerFor(K3)).toEqual(disabled);
    expect(answerFor(K4)).toEqual(disabled);
    expect(answerFor("p")).toEqual({ answer: "pending" });
    expect(answerFor("u")).toEqual({ answer: "unchanged" });
    expect(globalJson).toBeUndefined();
  });

  test("pending and unchanged go before a config", () => {
    const parsed = parseProjectsResponse(
      `{"configs":{"${KEY}":{}},"pending":["${KEY}"],"unchanged":["${KEY}"]}`,
    );
    expect(parsed.ok && parsed.value.answerFor(KEY)).toEqual({ answer: "pending" });
  });

  test("the global config counts when it is ready", () => {
    const globalOf = (json: string) => {
      const parsed = parseProjectsResponse(json);
      return parsed.ok ? parsed.value.globalJson : "unreadable";
    };
    expect(globalOf('{"global":{"a":1}}')).toBe('{"a":1}');
    expect(globalOf('{"global":{"a":1},"globalStatus":"ready"}')).toBe('{"a":1}');
    expect(globalOf('{"global":{"a":1},"global_status":"pending"}')).toBe('{"a":1}');
    expect(globalOf('{"global":{"a":1},"globalStatus":"pending"}')).toBeUndefined();
    expect(globalOf('{"global":null}')).toBeUndefined();
    expect(globalOf("[]")).toBe("unreadable");
  });

  test("what is served is read as the same state", () => {
    const relay = { publicKey: "x", isInternal: true };
    const request = {
      keys: [{ publicKey: KEY, revision: undefined }],
      wantsFullConfig: true,
      wantsGlobal: false,
    };
    const served = projectsResponseJson(request, () => STATES[KEY] as ProjectState, {
      relay,
      advertisedUpstream: undefined,
      global: GLOBAL,
    });
    const parsed = parseProjectsResponse(served);
    const answer = parsed.ok ? parsed.value.answerFor(KEY) : undefined;
    expect(answer?.answer === "state" && answer.state).toEqual(STATES[KEY] as ProjectState);
  });
});
