/** `npm start`: the local receiver with its page, from the sources. */
import { existsSync } from "node:fs";
import { run } from "./lib/run.ts";

const PAGE_BUILDER = "tools/build-ui.ts";

if (existsSync(PAGE_BUILDER)) {
  const page = await run([process.execPath, PAGE_BUILDER], { timeoutMs: 120_000 });
  if (page.code !== 0) {
    process.stderr.write(`${page.output}\nThe page could not be built.\n`);
    process.exit(1);
  }
}
const relay = Bun.spawn([process.execPath, "src/main.ts", "dev", ...process.argv.slice(2)], {
  stdio: ["inherit", "inherit", "inherit"],
});
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => relay.kill(signal));
}
process.exit(await relay.exited);
