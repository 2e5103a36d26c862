/** The box itself, with the smallest possible function and no extension. */
import { expect, test } from "bun:test";
import { NODE_RUNTIME } from "../../src/lambda/simulator/runtimes.ts";
import { RieBox } from "../support/lambda/rie.ts";
import { missing } from "../support/needs.ts";

test.skipIf(missing("linux", "namespaces", "unzip"))(
  "a function answers inside the box",
  async () => {
    const box = await RieBox.start({
      files: {
        "task/bootstrap": "#!/bin/sh\nexec node /var/task/runtime.mjs /var/task/index.handler\n",
        "task/runtime.mjs": NODE_RUNTIME,
        "task/index.mjs": "export const handler = async (event) => ({ got: event.n + 1 });\n",
      },
    });
    try {
      expect(await box.invoke({ n: 1 })).toMatchObject({ status: 200, body: '{"got":2}' });
    } finally {
      expect(await box.stop()).toBeLessThan(3_000);
    }
  },
  60_000,
);
