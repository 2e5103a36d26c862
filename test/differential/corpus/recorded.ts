import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Case, one, post, type Suite, sentryAuth } from "../case.ts";

const FOLDER = join(import.meta.dir, "../../fixtures/sdk");
/** The key that fixtures are recorded with; a case has its own, of the same length. */
const RECORDED_KEY = "a94ae32be2584e0bbd7a4cbb95971fee";

/** Every recorded envelope, plain and compressed. */
function recordedCases(): Case[] {
  const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".envelope"),
  );
  return files.toSorted().flatMap((file) => {
    const recorded = readFileSync(join(FOLDER, file)).toString("latin1");
    const bytes = (key: string) => Buffer.from(recorded.replaceAll(RECORDED_KEY, key), "latin1");
    return [
      one(`recorded: ${file}`, (slot) =>
        post(`/api/${slot.project}/envelope/`, bytes(slot.key), sentryAuth(slot)),
      ),
      one(`recorded: ${file} in gzip`, (slot) =>
        post(`/api/${slot.project}/envelope/`, gzipSync(bytes(slot.key)), sentryAuth(slot), [
          "content-encoding",
          "gzip",
        ]),
      ),
    ];
  });
}

export const recorded: Suite = { name: "recorded from SDKs", cases: recordedCases() };
