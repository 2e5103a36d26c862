/** An error with a stack trace, source context and breadcrumbs, as an SDK would send it. */
export function testEnvelope(nowMs: number): string {
  const eventId = crypto.randomUUID().replaceAll("-", "");
  const seconds = nowMs / 1000;
  const event = {
    event_id: eventId,
    timestamp: seconds,
    platform: "javascript",
    level: "error",
    environment: "test",
    release: "baton-test@1",
    transaction: "GET /hello",
    exception: {
      values: [
        {
          type: "TestError",
          value: "It works: this event came from the page",
          stacktrace: { frames: FRAMES },
        },
      ],
    },
    breadcrumbs: {
      values: [
        { timestamp: seconds - 2, category: "navigation", data: { from: "/", to: "/connect" } },
        { timestamp: seconds - 0.2, category: "ui.click", message: "button: Send a test event" },
      ],
    },
    tags: { origin: "baton page" },
  };
  const payload = JSON.stringify(event);
  const length = new TextEncoder().encode(payload).length;
  const header = {
    event_id: eventId,
    sent_at: new Date(nowMs).toISOString(),
    sdk: { name: "baton.page", version: "1" },
  };
  return `${JSON.stringify(header)}\n${JSON.stringify({ type: "event", length })}\n${payload}\n`;
}

const FRAMES = [
  { function: "serve", filename: "node_modules/framework/server.js", lineno: 210, in_app: false },
  {
    function: "hello",
    filename: "src/hello.ts",
    lineno: 4,
    colno: 9,
    in_app: true,
    pre_context: [
      "export function hello(name: string): string {",
      "  const greeting = greetings.get(name);",
      "  if (greeting === undefined) {",
    ],
    context_line: '    throw new TestError("It works: this event came from the page");',
    post_context: ["  }", "  return greeting;", "}"],
    vars: { name: "baton" },
  },
];
