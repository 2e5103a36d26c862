import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeCredentials, writePrivate } from "../../config/credentials/credentials-file.ts";
import { DEFAULT_FOLDER } from "../../config/load/load.ts";
import { machineDefaults, thisMachine } from "../../config/load/machine.ts";
import { isMapping } from "../../config/options/read.ts";
import { parseUpstream } from "../../config/options/urls.ts";
import { relay } from "../../config/sections/relay.ts";
import { type RawTree, showSection } from "../../config/show/effective.ts";
import { yamlText } from "../../config/show/yaml-text.ts";
import { ipFamily } from "../../kernel/base/ip-address.ts";
import { type Command, command } from "../arguments/command.ts";
import { type Cli, toCommandError } from "../cli.ts";
import { EXIT_OK } from "../host.ts";
import { printIdentity } from "../identity.ts";
import { checkPort } from "../values.ts";

const HEADER = `# Every option with its value: baton config show; what one means: baton config explain KEY
# Keys and units: https://docs.sentry.io/product/relay/options/
# Performance tuning: https://docs.sentry.io/product/relay/operating-guidelines/
`;

/** `baton config init`: asks a few questions, then writes config.yml and, for managed mode, credentials. */
export function configInitCommand(cli: Cli): Command {
  return command({
    name: "init",
    about: "Initialize a new relay config",
    details:
      "This asks a few questions and writes a first config.yml, and credentials for a\nrelay that registers upstream.",
    flags: {},
    run: async ({ global }) => {
      const folder = resolve(global.config ?? DEFAULT_FOLDER);
      const file = join(folder, "config.yml");
      cli.host.print(`Initializing relay in ${folder}`);
      let changed = false;
      if (!existsSync(file)) {
        const tree = await askForRelay(cli);
        if (tree === undefined) return EXIT_OK;
        const written = writePrivate(file, HEADER + yamlText({ relay: tree }), folder);
        if (!written.ok) throw toCommandError(written.error);
        changed = true;
      }
      const { config, credentials } = await cli.load({ ...global, config: folder });
      if (config.relay.mode === "managed" && credentials === undefined) {
        const { generateCredentials } = await import("../../config/credentials/generate.ts");
        const generated = generateCredentials();
        const written = writeCredentials(folder, generated);
        if (!written.ok) throw toCommandError(written.error);
        printIdentity(cli.host, "Generated new credentials", generated);
        changed = true;
      }
      cli.host.print(changed ? "All done!" : "Nothing to do.");
      return EXIT_OK;
    },
  });
}

/** The relay section as answered; `undefined` when nothing is to be written. */
async function askForRelay(cli: Cli): Promise<RawTree | undefined> {
  const prompts = await cli.ask();
  const defaults = machineDefaults(thisMachine()).relay;
  const known: RawTree = isMapping(defaults) ? defaults : {};
  const way = await prompts.select("Do you want to create a new config?", [
    { value: "default", label: "Yes, create default config" },
    { value: "custom", label: "Yes, create custom config" },
    { value: "abort", label: "No, abort" },
  ]);
  if (way === "abort") return undefined;
  if (way === "default") return referenceKeys(known);
  const mode = await prompts.select("How should this relay operate?", [
    { value: "managed", label: "Managed through upstream" },
    { value: "proxy", label: "Proxy for all events" },
    { value: "static", label: "With project configs from files" },
  ]);
  const upstream = await prompts.text("upstream", { fallback: "https://sentry.io/", check: checkUpstream });
  const host = await prompts.text("listen interface", { fallback: String(known.host), check: checkIp });
  const port = await prompts.text("listen port", { fallback: "3000", check: checkPort });
  return referenceKeys({ mode, upstream, host, port: Number(port) });
}

/** The section as `config show` writes it, without the keys that only Baton knows. */
function referenceKeys(given: RawTree): RawTree {
  const ours = new Set<string>(
    Object.values(relay.fields).flatMap(({ key, spec }) => (spec.ours ? [key] : [])),
  );
  return Object.fromEntries(Object.entries(showSection(relay, given)).filter(([key]) => !ours.has(key)));
}

function checkUpstream(text: string): string | undefined {
  const upstream = parseUpstream(text);
  return upstream.ok ? undefined : `invalid upstream URL: ${upstream.error}`;
}

function checkIp(text: string): string | undefined {
  return ipFamily(text) === 0 ? "invalid IP address syntax" : undefined;
}
