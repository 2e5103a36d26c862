/**
 * Whether INVOKE is not to be asked for. The one option that registering needs: read off the environment and, textually,
 * off a config file, because reading the configuration properly would cost every cold start more than registering does.
 * The data path reads it properly a moment later.
 * @param readText the file's text, `undefined` where there is none
 */
export function wantsShutdownOnly(
  env: Readonly<Record<string, string | undefined>>,
  configText: string | undefined = undefined,
): boolean {
  const fromEnvironment = env.BATON_AWS_LAMBDA_FLUSH;
  if (fromEnvironment !== undefined) return fromEnvironment === "shutdown";
  return configText !== undefined && /^\s*["']?flush["']?\s*:\s*["']?shutdown\b/m.test(configText);
}
