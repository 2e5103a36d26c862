/** Runs the README's command, and checks what cannot be run here: see the README's table. */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { freePort } from "../../test/support/free-port.ts";

const root = resolve(import.meta.dir, "../..");
const here = (name: string) => readFileSync(join(import.meta.dir, name), "utf8");

function expectTrue(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

// What is deployed.
const LAYER = "../../dist/lambda/baton-node.zip";
const cloudFormation = { customTags: [{ tag: "!Ref", resolve: (name: string) => ({ Ref: name }) }] };
for (const name of ["template.yaml", "serverless.yml"]) {
  const document = parseDocument(here(name), cloudFormation);
  expectTrue(document.errors.length === 0, `${name}: ${document.errors[0]?.message}`);
}
const sam = parseDocument(here("template.yaml"), cloudFormation).toJS();
expectTrue(sam.Resources.BatonLayer.Properties.ContentUri === LAYER, "template.yaml names another layer");
expectTrue(sam.Resources.Function.Properties.Layers[0].Ref === "BatonLayer", "template.yaml uses no layer");
const serverless = parseDocument(here("serverless.yml"), cloudFormation).toJS();
expectTrue(serverless.layers.baton.package.artifact === LAYER, "serverless.yml names another layer");
new Bun.Transpiler({ loader: "ts" }).transformSync(here("stack.cdk.ts.txt"));
const terraform = here("main.tf");
expectTrue(terraform.split("{").length === terraform.split("}").length, "main.tf: braces do not match");
for (const text of [terraform, here("stack.cdk.ts.txt")])
  expectTrue(text.includes(LAYER), "a layer is not named");
const image = readFileSync(join(root, "Dockerfile"), "utf8");
expectTrue(image.includes("FROM scratch AS lambda-extension"), "Dockerfile: no stage lambda-extension");
expectTrue(
  here("Dockerfile").includes("--target lambda-extension"),
  "Dockerfile: does not say where it comes from",
);
expectTrue(existsSync(join(root, "tools/build-lambda.ts")), "nothing builds the layers");

// What runs.
const command = [
  "lambda",
  "test",
  join(import.meta.dir, "function"),
  "--timeout",
  "--crash",
  "--oom",
  "--outage",
];
const port = freePort();
const run = Bun.spawnSync([process.execPath, join(root, "src/main.ts"), ...command], {
  env: {
    ...process.env,
    BATON_AWS_LAMBDA_PORTS: `[${port}]`,
    BATON_AWS_LAMBDA_TELEMETRY_PORT: String(freePort()),
    SENTRY_TUNNEL: `http://localhost:${port}/envelope`,
  },
  timeout: 90_000,
});
const said = run.stdout.toString() + run.stderr.toString();
console.log(said);
for (const expected of [
  "Something the caller should not have to wait for",
  "FunctionCrash",
  "FunctionOutOfMemory",
  "Nothing would have been lost.",
]) {
  expectTrue(said.includes(expected), `"${expected}" is missing`);
}
expectTrue(run.exitCode === 0, `the command ended with ${run.exitCode}`);
