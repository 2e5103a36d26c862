import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bunPackage } from "./find-bun.mjs";

/**
 * Runs `npm ci --ignore-scripts` when node_modules is not what package-lock.json asks for. Nothing that Baton uses
 * needs an install script. A node_modules that is a link belongs to whoever made the link.
 */
export function installIfNeeded(root) {
  const modules = join(root, "node_modules");
  if (existsSync(modules) && lstatSync(modules).isSymbolicLink()) return;
  const reason = whyStale(root);
  if (reason === undefined) return;
  process.stderr.write(`Installing dependencies (${reason}) …\n`);
  const npm = spawnSync("npm", ["ci", "--ignore-scripts", "--include=dev", "--include=optional"], {
    cwd: root,
    stdio: ["ignore", 2, 2], // our standard output belongs to the command that follows
    shell: process.platform === "win32",
  });
  if (npm.error) throw new Error(`npm cannot be started: ${npm.error.message}`);
  if (npm.status !== 0)
    throw new Error("npm ci failed, see above. It needs the package registry that npm is configured with.");
}

/** Why an install is due, or `undefined`. npm writes the hidden lock file last, so half an install has none. */
function whyStale(root) {
  const wanted = readPackages(join(root, "package-lock.json"));
  if (wanted === undefined) throw new Error("package-lock.json is missing or unreadable.");
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (installed === undefined) return "first time";
  for (const [path, entry] of Object.entries(wanted)) {
    if (!path.includes("node_modules/") || entry.link) continue;
    const have = installed[path];
    if (
      have === undefined
        ? isNeeded(path, entry)
        : have.version !== entry.version || have.integrity !== entry.integrity
    ) {
      return `${path.slice(path.lastIndexOf("node_modules/") + 13)} changed`;
    }
  }
  return undefined;
}

/** npm leaves out optional packages of other platforms. */
function isNeeded(path, entry) {
  return !entry.optional || path === `node_modules/${bunPackage()}`;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return undefined;
  }
}
