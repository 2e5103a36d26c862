import { type ManagedCase, type Part, single } from "./case.ts";

const raw = (payload: unknown): Part => [{ type: "raw_security" }, payload];
const VIOLATED = { "violated-directive": "img-src 'self'" };

const REPORTS: readonly (readonly [what: string, part: Part])[] = [
  ["in the older form", raw({ "csp-report": VIOLATED })],
  ["in the newer form", raw({ type: "csp-violation", body: { effectiveDirective: "img-src" } })],
  ["in the newer form without a body", raw({ type: "csp-violation" })],
  ["of another kind", raw({ type: "deprecation", body: {} })],
  ["of another kind, in the older form too", raw({ type: "deprecation", "csp-report": VIOLATED })],
  ["of no kind", raw({ foo: 1 })],
  ["of a kind that is a number", raw({ type: 5 })],
  ["that is null", raw({ "csp-report": null })],
  ["that is a number", raw({ "csp-report": 5 })],
  ["that says nothing", raw({ "csp-report": {} })],
  ["of an unknown directive", raw({ "csp-report": { "violated-directive": "zz" } })],
  ["of a directive in capitals", raw({ "csp-report": { "effective-directive": "IMG-SRC" } })],
  ["with null blocked", raw({ "csp-report": { ...VIOLATED, "blocked-uri": null } })],
  ["with a line in quotes", raw({ "csp-report": { ...VIOLATED, "line-number": "5" } })],
  ["with half a line", raw({ "csp-report": { ...VIOLATED, "line-number": 1.5 } })],
  ["that is no JSON", raw("nonsense")],
  ["with something after it", raw('{"csp-report":{"violated-directive":"img-src"}} x')],
  ["that is a list", raw("[]")],
  ["as an event", [{ type: "security" }, { csp: { document_uri: "https://a" } }]],
  ["as an event of something else", [{ type: "security" }, { message: "x" }]],
  ["as an unreadable event", [{ type: "security" }, "nonsense"]],
];

/** Reports of browsers about security policies. */
export const SECURITY_REPORTS: readonly ManagedCase[] = REPORTS.map(([what, part]) =>
  single(`security report: ${what}`, [part]),
);
