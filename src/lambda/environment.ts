/** What the process' environment says about the function around us. Read once, at start. */
export interface LambdaEnvironment {
  /** `host:port` of the runtime API; never hard-coded, the platform chooses it. */
  readonly runtimeApi: string;
  /** The name we must register under: exactly the file in /opt/extensions. */
  readonly extensionName: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly region: string;
  readonly memoryMb: number | undefined;
  readonly initialization: InitializationType;
}

export type InitializationType =
  | "on-demand"
  | "provisioned-concurrency"
  | "snap-start"
  | "lambda-managed-instances";

const INITIALIZATION_TYPES: readonly InitializationType[] = [
  "on-demand",
  "provisioned-concurrency",
  "snap-start",
  "lambda-managed-instances",
];

/**
 * @param executable path this process was started from
 * @returns `undefined` outside Lambda
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  executable: string,
): LambdaEnvironment | undefined {
  const runtimeApi = env.AWS_LAMBDA_RUNTIME_API;
  if (!runtimeApi) return undefined;
  const memoryMb = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE);
  const type = env.AWS_LAMBDA_INITIALIZATION_TYPE as InitializationType;
  return {
    runtimeApi,
    extensionName: executable.slice(executable.lastIndexOf("/") + 1),
    functionName: env.AWS_LAMBDA_FUNCTION_NAME ?? "",
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION ?? "",
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || "",
    memoryMb: Number.isFinite(memoryMb) && memoryMb > 0 ? memoryMb : undefined,
    initialization: INITIALIZATION_TYPES.includes(type) ? type : "on-demand",
  };
}

/** Managed instances run several invocations at once, are never frozen and offer no INVOKE event. */
export function isManagedInstances(environment: LambdaEnvironment): boolean {
  return environment.initialization === "lambda-managed-instances";
}
