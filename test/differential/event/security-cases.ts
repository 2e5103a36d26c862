import type { EventCase } from "./run-events.ts";

/** Reports of browsers, in all their forms. */
export function securityCases(): readonly EventCase[] {
  const report = (body: object) => ({
    "csp-report": { "document-uri": "https://example.com/foo?q=1", ...body },
  });
  const blocked = [
    "inline",
    "https",
    "",
    "self",
    "https://x.com:8443/a?b#c",
    "https://api.stripe.com/a?b",
    "data:text/plain,x",
    "chrome-extension://abc/x",
  ];
  const payloads: readonly (readonly [name: string, payload: unknown])[] = [
    ...blocked.map(
      (uri) => [`blocked: ${uri}`, report({ "effective-directive": "img-src", "blocked-uri": uri })] as const,
    ),
    ...["script-src", "script-src-attr", "style-src-elem", "form-action", "base-uri"].map(
      (directive) => [`directive: ${directive}`, report({ "effective-directive": directive })] as const,
    ),
    [
      "own addresses",
      report({ "violated-directive": "img-src 'none' https://example.com/foo foo.com https: data:" }),
    ],
    [
      "of the Reporting API",
      {
        type: "csp-violation",
        body: { effectiveDirective: "img-src", blockedURL: "inline", statusCode: 200 },
      },
    ],
    ["another report", { type: "deprecation", body: {} }],
    ["no report", { foo: 1 }],
    ["a report of nothing", { "csp-report": {} }],
  ];
  const itemHeaders = { sentry_release: "rel", sentry_environment: "env" };
  return payloads.map(([name, payload]) => ({ name, type: "raw_security", payload, itemHeaders }));
}
