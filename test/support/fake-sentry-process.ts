/**
 * The fake Sentry as a process of its own, for what runs outside of a test: `bun test/support/fake-sentry-process.ts
 * [PORT [CONTROL-PORT]]`. Prints both addresses as one line of JSON; the control port answers:
 *
 *     GET  /stats                        how much arrived, and problems
 *     GET  /envelopes                    headers, item headers and payloads (base64 when not text)
 *     POST /fail     {fault, path?, times?}   see fault-script.ts
 *     POST /project  {publicKey, projectId, config?}
 *     POST /global   the global config
 *     POST /refuse | /heal | /forget | /stop
 */

import { type CapturedEnvelope, FakeSentry } from "./fake-sentry.ts";
import type { Fault } from "./fault-script.ts";

const [port = 0, controlPort = 0] = process.argv.slice(2).map(Number);
const sentry = FakeSentry.start({ port });

const control = Bun.serve({
  hostname: "127.0.0.1",
  port: controlPort,
  routes: {
    "/stats": () => Response.json(stats()),
    "/envelopes": () => Response.json(sentry.envelopes.map(plain)),
    "/fail": told(({ fault, ...rule }: { fault: Fault }) => sentry.fail(fault, rule)),
    "/project": told((project: { publicKey: string; projectId: number; config?: Record<string, unknown> }) =>
      sentry.projects.add(project.publicKey, project.projectId, project.config),
    ),
    "/global": told((config: Record<string, unknown>) => {
      sentry.projects.globalConfig = config;
    }),
    "/refuse": told(() => sentry.refuse()),
    "/heal": told(() => sentry.heal()),
    "/forget": told(() => sentry.forget()),
    "/stop": told(() => void setTimeout(() => process.exit(sentry.problems.length === 0 ? 0 : 1), 10)),
  },
  fetch: () => new Response("no such command\n", { status: 404 }),
});
console.log(JSON.stringify({ upstream: sentry.url, control: `http://127.0.0.1:${control.port}/` }));

function told<T>(run: (message: T) => void) {
  return {
    POST: async (request: Request) => {
      const text = await request.text();
      try {
        run((text === "" ? {} : JSON.parse(text)) as T);
      } catch (error) {
        return new Response(`${error}\n`, { status: 400 });
      }
      return Response.json(stats());
    },
  };
}

function stats(): Record<string, unknown> {
  return {
    requests: sentry.requests.length,
    envelopes: sentry.envelopes.length,
    items: sentry.items().length,
    connections: sentry.connections,
    relays: [...sentry.projects.relays.keys()],
    problems: sentry.problems,
  };
}

function plain({ projectId, headers, items }: CapturedEnvelope): Record<string, unknown> {
  const payload = (bytes: Buffer) => {
    const text = bytes.toString("utf8");
    return Buffer.from(text).equals(bytes) ? { text } : { base64: bytes.toString("base64") };
  };
  return {
    projectId,
    headers,
    items: items.map((item) => ({ headers: item.headers, ...payload(item.payload) })),
  };
}
