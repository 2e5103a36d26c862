import { type Case, contentType, one, post, type Suite, sentryAuth } from "../case.ts";

const CSP = '{"csp-report":{"document-uri":"https://example.com","violated-directive":"img-src"}}';

const report = (name: string, path: string, type: string | undefined, body: string, query = ""): Case =>
  one(`report: ${name}`, (slot) =>
    post(
      `/api/${slot.project}/${path}/?sentry_key=${slot.key}${query}`,
      body,
      ...(type === undefined ? [] : [contentType(type)]),
    ),
  );

const cron = (name: string, method: "GET" | "POST", suffix: string, type?: string, body?: string): Case =>
  one(`cron: ${name}`, (slot) => ({
    method,
    target: `/api/${slot.project}/cron/${suffix.replaceAll("<key>", slot.key)}`,
    headers: type === undefined ? [] : [contentType(type)],
    ...(body === undefined ? {} : { body }),
  }));

const JSON_TYPE = "application/json";

export const reports: Suite = {
  name: "reports and check-ins",
  cases: [
    report("csp", "security", "application/csp-report", CSP),
    report("csp as JSON", "security", "application/json; charset=utf-8", CSP),
    report(
      "csp with release",
      "security",
      "application/csp-report",
      CSP,
      "&sentry_release=a%401&sentry_environment=prod",
    ),
    report("csp-report route", "csp-report", "application/csp-report", CSP),
    report("reports array", "security", "application/reports+json", `[${CSP},${CSP}]`),
    report("reports empty array", "security", "application/reports+json", "[]"),
    report("reports array with blanks", "security", "application/reports+json", ' [ {"a":1.0} , 5 ] '),
    report("broken array", "security", "application/reports+json", "[{]"),
    report("not JSON", "security", "application/csp-report", "nonsense"),
    report("empty", "security", "application/csp-report", ""),
    report("wrong media type", "security", "text/plain", CSP),
    report("media type broken", "security", "nonsense", CSP),
    report("no media type", "security", undefined, CSP),
    report("nel", "nel", "application/reports+json", '[{"type":"network-error"}]'),
    report("nel as JSON", "nel", "application/json", "{}"),
    report("nel empty", "nel", "application/json", ""),
    report("nel wrong media type", "nel", "text/plain", "[]"),
    report("nel no media type", "nel", undefined, "[]"),
    report("nel media type broken", "nel", "/", "[]"),
    cron("GET", "GET", "my-job/<key>?status=ok"),
    cron("GET with slash", "GET", "my-job/<key>/?status=in_progress&environment=dev&duration=1.5"),
    cron("GET with id", "GET", "my-job/<key>/?status=ok&check_in_id=9ec79c33ec9942ab8353589fcb2e04dc"),
    cron("GET unknown status", "GET", "my-job/<key>/?status=foo"),
    cron("GET without status", "GET", "my-job/<key>/"),
    cron("GET bad id", "GET", "my-job/<key>/?status=ok&check_in_id=x"),
    cron("GET bad duration", "GET", "my-job/<key>/?status=ok&duration=x"),
    cron("GET auth in query", "GET", "my-job/?status=ok&sentry_key=<key>"),
    cron("GET auth in query, no slash", "GET", "my-job?status=ok&sentry_key=<key>"),
    cron("GET auth twice", "GET", "my-job/<key>/?status=ok&sentry_key=<key>"),
    cron("GET no auth", "GET", "my-job/?status=ok"),
    cron("GET slug in percent encoding", "GET", "my%20job/<key>/?status=ok"),
    cron("POST query", "POST", "my-job/<key>/?status=error"),
    cron(
      "POST JSON",
      "POST",
      "my-job/<key>/",
      JSON_TYPE,
      '{"status":"ok","monitor_slug":"other","duration":2}',
    ),
    cron(
      "POST JSON with config",
      "POST",
      "my-job/<key>/",
      `${JSON_TYPE}; charset=utf-8`,
      '{"status":"ok","monitor_config":{"schedule":{"type":"crontab","value":"0 * * * *"},"timezone":"UTC"},"foo":1}',
    ),
    cron(
      "POST JSON interval",
      "POST",
      "my-job/<key>/",
      JSON_TYPE,
      '{"status":"ok","monitor_config":{"schedule":{"type":"interval","value":5,"unit":"day"},"checkin_margin":5,"max_runtime":3,"failure_issue_threshold":1}}',
    ),
    cron("POST JSON without status", "POST", "my-job/<key>/", JSON_TYPE, "{}"),
    cron("POST JSON broken", "POST", "my-job/<key>/", JSON_TYPE, "{"),
    cron("POST JSON empty", "POST", "my-job/<key>/", JSON_TYPE, ""),
    cron("POST JSON of wrong shape", "POST", "my-job/<key>/", JSON_TYPE, '{"status":5}'),
    cron("POST JSON array", "POST", "my-job/<key>/", JSON_TYPE, "[]"),
    cron("POST other type", "POST", "my-job/<key>/?status=ok", "text/plain", "x"),
    cron("bad key", "GET", "my-job/abc/?status=ok"),
    one("cron: wrong method", (slot) => ({
      method: "PUT",
      target: `/api/${slot.project}/cron/a/${slot.key}/`,
      body: "",
    })),
    one("unreal: report", (slot) => post(`/api/${slot.project}/unreal/${slot.key}/`, "UE4 crash")),
    one("unreal: with user", (slot) =>
      post(`/api/${slot.project}/unreal/${slot.key}/?UserID=abc%20d`, "UE4 crash"),
    ),
    one("unreal: empty", (slot) => post(`/api/${slot.project}/unreal/${slot.key}/`, "")),
    one("unreal: no slash", (slot) => post(`/api/${slot.project}/unreal/${slot.key}`, "UE4 crash")),
    one("unreal: two auths", (slot) =>
      post(`/api/${slot.project}/unreal/${slot.key}/`, "UE4 crash", sentryAuth(slot)),
    ),
    one("unreal: bad key", (slot) => post(`/api/${slot.project}/unreal/abc/`, "UE4 crash")),
  ],
};
