import type { LambdaEnvironment } from "../environment.ts";

/** A function with the least memory, started on demand. */
export const ENVIRONMENT: LambdaEnvironment = {
  runtimeApi: "127.0.0.1:9001",
  extensionName: "baton",
  functionName: "orders",
  functionVersion: "1",
  region: "eu-west-1",
  memoryMb: 128,
  initialization: "on-demand",
};
