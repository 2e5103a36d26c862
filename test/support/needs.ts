import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { emulatorFor } from "../../tools/build/try-executable.ts";

/** Something a test needs that not every machine has. Why it may be missing stands in docs/differences.md. */
interface Requirement {
  /** Reads as "skipped where there is no …". */
  readonly what: string;
  readonly isThere: () => boolean;
}

/** The folder with the specification and the reference binary, outside of the repository. */
const sharedFolder: string = resolve(process.env.BATON_SHARED ?? resolve(import.meta.dir, "../../../shared"));

export const referenceBinary: string = resolve(sharedFolder, "reference/relay");

const REQUIREMENTS = {
  reference: {
    what: "reference binary that starts here (Linux on x86-64, glibc 2.34 or newer)",
    isThere: () => existsSync(referenceBinary) && Bun.spawnSync([referenceBinary, "--version"]).success,
  },
  chromium: { what: "Chromium", isThere: () => chromiumPath() !== undefined },
  redis: {
    what: "redis-server or valkey-server",
    isThere: () => has("redis-server") || has("valkey-server"),
  },
  kafka: {
    what: "Java, Maven and the shared kafka-up script, for a real broker",
    isThere: () => has("java") && has("mvn") && existsSync(resolve(sharedFolder, "tools/kafka-up")),
  },
  python: {
    what: "Python 3 with venv",
    isThere: () => has("python3") && Bun.spawnSync(["python3", "-c", "import venv, ensurepip"]).success,
  },
  namespaces: {
    what: "permission to make a mount or network namespace (root, unshare, ip)",
    isThere: () =>
      has("unshare") && has("ip") && Bun.spawnSync(["unshare", "--mount", "--net", "true"]).success,
  },
  linux: { what: "Linux", isThere: () => process.platform === "linux" },
  "qemu-arm64": {
    what: "qemu-aarch64-static with an arm64 C library (libc6-arm64-cross), or a machine with arm64",
    isThere: () => emulatorFor("linux-arm64") !== undefined,
  },
  unzip: { what: "unzip", isThere: () => has("unzip") },
  "container-engine": {
    what: "container engine (docker or podman)",
    isThere: () => ["docker", "podman"].some((name) => has(name) && Bun.spawnSync([name, "info"]).success),
  },
} satisfies Readonly<Record<string, Requirement>>;

export type Need = keyof typeof REQUIREMENTS;

const known = new Map<Need, boolean>();

/**
 * Whether the machine lacks any of these. The one way to skip a test:
 * `describe.skipIf(missing("reference"))("side by side", …)`.
 */
export function missing(...needs: readonly Need[]): boolean {
  return needs.some((need) => {
    const there = known.get(need) ?? REQUIREMENTS[need].isThere();
    known.set(need, there);
    return !there;
  });
}

/** Every requirement and whether it is met here, for the summary and the documentation. */
export function allNeeds(): ReadonlyArray<{ readonly need: Need; readonly what: string }> {
  return (Object.keys(REQUIREMENTS) as Need[]).map((need) => ({ need, what: REQUIREMENTS[need].what }));
}

export function chromiumPath(): string | undefined {
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    const path = Bun.which(name);
    if (path !== null) return path;
  }
  return undefined;
}

function has(command: string): boolean {
  return Bun.which(command) !== null;
}
