/** Runs a command to its end. @throws Error with the end of its complaints when it fails */
export function must(command: readonly string[]): string {
  const result = Bun.spawnSync([...command], { stderr: "pipe" });
  if (!result.success) throw new Error(`${command.join(" ")}: ${result.stderr.toString().slice(-2_000)}`);
  return result.stdout.toString();
}
