/** Static mode in AWS's emulator: the projects of the function's folder say what leaves it. */
import { afterEach, describe, expect, test } from "bun:test";
import { BoxedFunction } from "../support/lambda/boxed-function.ts";
import type { Layer } from "../support/lambda/built-layers.ts";
import { customFunction, KEY, SENTRY_DSN } from "../support/lambda/handlers.ts";
import type { RieBox } from "../support/lambda/rie.ts";
import { missing } from "../support/needs.ts";
import { waitUntil } from "../support/wait.ts";

const DISABLED = KEY.replace("a", "b");
const LIMITED = KEY.replace("a", "c");
const PROJECTS = {
  enabled: { projectId: 42, organizationId: 1, publicKeys: [{ publicKey: KEY }], config: {} },
  disabled: { projectId: 43, disabled: true, publicKeys: [{ publicKey: DISABLED }], config: {} },
  limited: {
    projectId: 44,
    organizationId: 1,
    publicKeys: [{ publicKey: LIMITED }],
    config: { quotas: [{ categories: ["error"], limit: 0, reasonCode: "nothing_bought" }] },
  },
};

const boxed = new BoxedFunction(customFunction);
afterEach(() => boxed.end());

function start(layer: Layer, folder: "task" | "opt") {
  const projects = Object.entries(PROJECTS).map(([name, project]) => [
    `${folder}/.relay/projects/${name}.json`,
    JSON.stringify(project),
  ]);
  return boxed.start({
    layer,
    files: {
      [`${folder}/.relay/config.yml`]: "relay:\n  mode: static\n",
      ...Object.fromEntries(projects),
    },
  });
}

function sentAs(publicKey: string, projectId: number): { dsn: string } {
  return { dsn: SENTRY_DSN.replace(KEY, publicKey).replace(/42$/, String(projectId)) };
}

async function answerOf(running: RieBox, event: object): Promise<number> {
  return JSON.parse((await running.invoke(event)).body).answers[0].status;
}

for (const [layer, folder] of [
  ["universal", "task"],
  ["node", "opt"],
] as const) {
  describe.skipIf(missing("linux", "namespaces", "unzip"))(
    `${layer} layer, static mode in /${folder}`,
    () => {
      test("delivers what is enabled, refuses what is not, and tells of what a quota took", async () => {
        const running = await start(layer, folder);
        // The first of a key may be taken before its project is looked up, and goes no further then.
        const refused = (publicKey: string, projectId: number, status: number) =>
          waitUntil(
            async () =>
              (await answerOf(running, { send: "no", header: sentAs(publicKey, projectId) })) === status,
            10_000,
            () => `never ${status}: ${running.log}`,
          );
        await refused(DISABLED, 43, 403);
        await refused(LIMITED, 44, 429);
        expect(await answerOf(running, { send: "enabled" })).toBe(200);
        await boxed.sentry.waitFor(() => boxed.messages().length > 0);
        await running.stop();
        expect(boxed.messages()).toEqual(["enabled"]);
        const reports = boxed.sentry
          .items("client_report")
          .map((item) => Buffer.from(item.payload).toString());
        expect(reports.join("\n")).toContain("nothing_bought");
        expect(running.log).not.toContain("[baton]");
      }, 60_000);
    },
  );
}
