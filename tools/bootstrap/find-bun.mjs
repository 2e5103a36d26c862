import { accessSync, chmodSync, constants, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** npm's package with the Bun of this machine, such as `@oven/bun-linux-x64`. */
export function bunPackage() {
  const arch = { x64: "x64", arm64: "aarch64" }[process.arch] ?? process.arch;
  return `@oven/bun-${process.platform}-${arch}`;
}

/** Path of the pinned Bun executable. Throws with what to do when this platform has none. */
export function findBun(root) {
  const name = bunPackage();
  const path = join(root, "node_modules", name, "bin", "bun");
  if (!existsSync(path)) {
    const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const known = Object.keys(optionalDependencies).filter((dependency) =>
      dependency.startsWith("@oven/bun-"),
    );
    throw new Error(
      name in optionalDependencies
        ? `${name} is not installed (npm skips it under --omit=optional): run npm ci --ignore-scripts --include=optional`
        : `Baton is developed on ${known.join(", ")}; there is no ${name} in package.json.`,
    );
  }
  makeExecutable(path);
  return path;
}

/** Some unpackers drop the executable bit. */
function makeExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, 0o755);
  }
}
