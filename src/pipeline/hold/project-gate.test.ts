import { expect, test } from "bun:test";
import { signNothing } from "../../domain/auth/signature.ts";
import { generateSecretKey } from "../../domain/auth/testkit/secret-key.ts";
import { DEFAULT_GLOBAL_CONFIG } from "../../domain/project/global-config.ts";
import { DISABLED, type ProjectState, parseProjectState } from "../../domain/project/project-state.ts";
import { invalid } from "../../domain/protocol/rejection.ts";
import { GlobalReads } from "../../services/global-config/global-reads.ts";
import { ProjectReads } from "../../services/projects/project-reads.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import { ProjectGate } from "./project-gate.ts";

const A = "a".repeat(32);
const B = "b".repeat(32);
const NOW_MS = 1_800_000_000_000;
const relay = generateSecretKey();

function enabled(publicKey: string, config: object = {}): ProjectState {
  const parsed = parseProjectState(JSON.stringify({ projectId: 42, publicKeys: [{ publicKey }], config }));
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

function create(overridesProjectIds = false) {
  const projects = new ProjectReads({ monotonic: () => 0 });
  const global = new GlobalReads();
  const gate = new ProjectGate({
    projects,
    global,
    maxSignatureAgeMs: 300_000,
    overridesProjectIds,
    now: () => NOW_MS,
  });
  const know = (publicKey: string, state: ProjectState) =>
    projects.learn([{ publicKey, state, freshForMs: 1_000 }]);
  return { gate, global, know };
}

const held = (more: object = {}, delivery: object = {}): HeldEnvelope =>
  ({
    ownKey: A,
    samplingKey: A,
    delivery: { projectId: "42", publicKey: A, ...delivery },
    ...more,
  }) as HeldEnvelope;

test("is shut until the global config is known", () => {
  const { gate, global } = create();
  expect(gate.isShut()).toBe(true);
  global.learn({ config: DEFAULT_GLOBAL_CONFIG, isReady: true });
  expect(gate.isShut()).toBe(false);
});

test("both projects must be known; what is disabled ends at once", () => {
  const { gate, know } = create();
  expect(gate.judge(held())).toBe("wait");
  know(A, enabled(A));
  expect(gate.judge(held())).toBe("go");
  expect(gate.judge(held({ samplingKey: B }))).toBe("wait");
  know(B, DISABLED);
  expect(gate.judge(held({ samplingKey: B }))).toBe("go"); // it has no say
  know(A, DISABLED);
  expect(gate.judge(held({ samplingKey: "c".repeat(32) }))).toEqual(invalid("project_id"));
});

test("asks what the door may not have been able to ask", () => {
  const { gate, know } = create();
  know(A, enabled(A, { allowedDomains: ["example.com"] }));
  expect(gate.judge(held({}, { projectId: "43" }))).toEqual(invalid("project_id"));
  expect(gate.judge(held({}, { projectId: "0" }))).toBe("go"); // the sender named none
  expect(gate.judge(held({}, { origin: "https://a.b" }))).toEqual(invalid("cors"));
  const trustedRelaySettings = { verifySignature: "enabled" };
  know(A, enabled(A, { trustedRelays: [relay.publicKey.text], trustedRelaySettings }));
  expect(gate.judge(held())).toEqual(invalid("missing_signature"));
  expect(gate.judge(held({ signature: "x" }))).toEqual(invalid("invalid_signature"));
  expect(gate.judge(held({ signature: signNothing(relay, NOW_MS) }))).toBe("go");
  expect(gate.judge(held({ fromInternalRelay: true }))).toBe("go");
});

test("project ids that are overridden mean nothing", () => {
  const { gate, know } = create(true);
  know(A, enabled(A));
  expect(gate.judge(held({}, { projectId: "43" }))).toBe("go");
});
