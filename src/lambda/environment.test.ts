import { describe, expect, test } from "bun:test";
import { isManagedInstances, readEnvironment } from "./environment.ts";
import { wantsShutdownOnly } from "./wants-shutdown-only.ts";
import { parseXrayHeader } from "./xray.ts";

const LAMBDA = {
  AWS_LAMBDA_RUNTIME_API: "169.254.100.1:9001",
  AWS_LAMBDA_FUNCTION_NAME: "orders",
  AWS_LAMBDA_FUNCTION_VERSION: "7",
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
  AWS_REGION: "eu-west-1",
};

describe("environment", () => {
  test("is read once, with the file's name as the extension's", () => {
    expect(readEnvironment(LAMBDA, "/opt/extensions/my-relay")).toEqual({
      runtimeApi: "169.254.100.1:9001",
      extensionName: "my-relay",
      functionName: "orders",
      functionVersion: "7",
      region: "eu-west-1",
      memoryMb: 256,
      initialization: "on-demand",
    });
    expect(readEnvironment({}, "/opt/extensions/baton")).toBeUndefined();
  });

  test("nonsense counts as absent", () => {
    const odd = {
      ...LAMBDA,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "much",
      AWS_LAMBDA_INITIALIZATION_TYPE: "magic",
    };
    expect(readEnvironment(odd, "baton")).toMatchObject({ memoryMb: undefined, initialization: "on-demand" });
  });

  test("managed instances say so", () => {
    const managed = readEnvironment(
      { ...LAMBDA, AWS_LAMBDA_INITIALIZATION_TYPE: "lambda-managed-instances" },
      "b",
    );
    expect(managed && isManagedInstances(managed)).toBe(true);
  });
});

describe("flush: shutdown", () => {
  test("is read off the environment, or off the file's text", () => {
    expect(wantsShutdownOnly({ BATON_AWS_LAMBDA_FLUSH: "shutdown" })).toBe(true);
    expect(wantsShutdownOnly({}, "aws:\n  lambda:\n    flush: shutdown\n")).toBe(true);
    expect(wantsShutdownOnly({}, 'aws: {lambda: {\n "flush": "shutdown" }}')).toBe(true);
    expect(wantsShutdownOnly({}, "# flush: shutdown\naws:\n  lambda:\n    flush: end\n")).toBe(false);
    expect(wantsShutdownOnly({ BATON_AWS_LAMBDA_FLUSH: "end" }, "flush: shutdown")).toBe(false);
    expect(wantsShutdownOnly({})).toBe(false);
  });
});

describe("X-Ray header", () => {
  test("gives a Sentry trace id", () => {
    expect(
      parseXrayHeader(
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=a:0",
      ),
    ).toEqual({
      root: "1-5759e988-bd862e3fe1be46a994272793",
      traceId: "5759e988bd862e3fe1be46a994272793",
      parentId: "53995c3f42cd8ad8",
      sampled: true,
    });
  });

  test("that is none is none", () => {
    for (const header of [
      undefined,
      "",
      "Root=",
      "Root=2-x-y",
      "Parent=53995c3f42cd8ad8",
      "x".repeat(2_000),
    ]) {
      expect(parseXrayHeader(header)).toBeUndefined();
    }
  });
});
