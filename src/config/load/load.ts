import { join, resolve } from "node:path";
import { decodePublicKey, decodeSecretKey } from "../../domain/auth/key-text.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type Config, root } from "../config.ts";
import { type Credentials, canonicalPublic, canonicalSecret } from "../credentials/credentials.ts";
import { readCredentials } from "../credentials/credentials-file.ts";
import { isMapping, Reading, type ReadProblem } from "../options/read.ts";
import { normalUuid } from "../options/uuid.ts";
import type { RawTree } from "../show/effective.ts";
import { applyEnvironmentKeys } from "./env-keys.ts";
import { type ConfigError, type ConfigProblem, configError, type Origin, problemText } from "./error.ts";
import { type ReadText, readTextFile } from "./files.ts";
import type { Environment, InterpolationContext } from "./interpolate.ts";
import { readJson } from "./json-source.ts";
import { findUnknownKeys, resolveAliases } from "./keys.ts";
import { applyLambdaDefaults } from "./lambda-defaults.ts";
import { applyLocalDefaults } from "./local-defaults.ts";
import { type Machine, machineDefaults, thisMachine } from "./machine.ts";
import { applyOverrides, type Overrides, overridesFromEnvironment, VARIABLES } from "./overrides.ts";
import { applyProxyDefaults } from "./proxy-defaults.ts";
import { readSimpleYaml } from "./simple-yaml.ts";
import type { YamlSource } from "./yaml-source.ts";

/** The folder when nobody names one. */
export const DEFAULT_FOLDER = ".relay";

export interface LoadOptions {
  /** The folder that holds config.yml and credentials.json. */
  readonly folder: string;
  /** Whether somebody named the folder; then config.yml must exist. */
  readonly explicit: boolean;
  readonly env: Environment;
  /** What the command line overrides: global flags first, then those of the command. */
  readonly flags?: Overrides;
  /** Lambda extensions are found by where the file lies; the default of `aws.lambda.enabled`. */
  readonly isLambdaExtension?: boolean;
  /** Whether `origins` must say where in the file each value stands. */
  readonly withPositions?: boolean;
  readonly machine?: Machine;
  readonly readText?: ReadText;
}

export interface LoadedConfig {
  readonly config: Config;
  /** Absolute. */
  readonly folder: string;
  /** config.yml where one was read. */
  readonly file: string | undefined;
  readonly credentials: Credentials | undefined;
  /** Unknown keys, each with the one that was probably meant. */
  readonly warnings: readonly ConfigProblem[];
  /** What was set, in the file's spelling, before defaults; for `config show` and `config explain`. */
  readonly tree: RawTree;
  /** Where each set value came from, by its path; of values of the file only on request (`withPositions`). */
  readonly origins: ReadonlyMap<string, Origin>;
}

interface Source {
  readonly file: string | undefined;
  readonly tree: RawTree;
  readonly origins: Map<string, Origin>;
}

/**
 * Loads the configuration: defaults, then config.yml, then the environment, then flags. Reads at most two files and
 * touches nothing else; the same input gives the same result.
 */
export async function loadConfig(options: LoadOptions): Promise<Result<LoadedConfig, ConfigError>> {
  if (options.withPositions !== true) {
    const quick = await load(options, quickSource);
    if (quick.ok && quick.value.warnings.length === 0) return quick;
  }
  return load(options, exactSource); // whoever is told of a line needs its number
}

type ReadSource = (
  text: string,
  context: InterpolationContext,
) => Promise<Result<YamlSource, readonly ConfigProblem[]>>;

/** Without positions where the file is simple; loading the YAML library is the dearest part of a start. */
const quickSource: ReadSource = async (text, context) => {
  const simple = text.startsWith("{") ? readJson(text, context) : readSimpleYaml(text, context);
  return simple === undefined ? exactSource(text, context) : ok({ value: simple.value, origins: new Map() });
};

const exactSource: ReadSource = async (text, context) =>
  (await import("./yaml-source.ts")).readYaml(text, context);

async function load(options: LoadOptions, read: ReadSource): Promise<Result<LoadedConfig, ConfigError>> {
  const folder = resolve(options.folder);
  const source = await readFile(folder, options, read);
  if (!source.ok) return source;
  const { file, origins } = source.value;
  const problems: ConfigProblem[] = [];
  const aliased = resolveAliases(root, source.value.tree, problems);
  if (problems.length > 0) return err(parseError(file, problems));
  const unknown = findUnknownKeys(root, aliased, origins);

  const layered = applyLayers(aliased, options, origins);
  if (!layered.ok) return layered;
  const reading = new Reading();
  const config = root.read(layered.value.tree, reading);
  if (reading.problems.length > 0) {
    return err(
      parseError(
        file,
        reading.problems.map((problem) => toProblem(problem, origins)),
      ),
    );
  }

  const credentials = loadCredentials(folder, options);
  if (!credentials.ok) return credentials;
  return ok({
    config,
    folder,
    file,
    credentials: credentials.value,
    warnings: [...unknown, ...layered.value.warnings],
    tree: layered.value.tree,
    origins,
  });
}

async function readFile(
  folder: string,
  options: LoadOptions,
  read: ReadSource,
): Promise<Result<Source, ConfigError>> {
  const file = join(folder, "config.yml");
  const readText = options.readText ?? readTextFile;
  const text = readText(file);
  if (!text.ok) {
    if (text.error.missing && !options.explicit) return ok({ file: undefined, tree: {}, origins: new Map() });
    return err(configError(`could not open config file (file ${file})`, text.error.text));
  }
  const yaml = await read(text.value, { env: options.env, folder, readText });
  if (!yaml.ok) return err(parseError(file, yaml.error));
  const { value, origins } = yaml.value;
  if (value === null || value === undefined) return ok({ file, tree: {}, origins: new Map(origins) });
  if (isMapping(value)) return ok({ file, tree: value, origins: new Map(origins) });
  return err(parseError(file, [{ path: "", reason: "expected a mapping of sections" }]));
}

function applyLayers(
  tree: RawTree,
  options: LoadOptions,
  origins: Map<string, Origin>,
): Result<{ readonly tree: RawTree; readonly warnings: readonly ConfigProblem[] }, ConfigError> {
  const ours = applyEnvironmentKeys(root, tree, options.env, origins);
  const fromEnvironment = applyOverrides(
    ours.tree,
    overridesFromEnvironment(options.env),
    origins,
    (name) => ({
      from: "environment",
      variable: VARIABLES[name] ?? "",
    }),
  );
  if (!fromEnvironment.ok) return fromEnvironment;
  const fromFlags = applyOverrides(fromEnvironment.value, options.flags ?? {}, origins, (name) => ({
    from: "flag",
    flag: `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
  }));
  if (!fromFlags.ok) return fromFlags;
  const base = mergeDefaults(machineDefaults(options.machine ?? thisMachine()), fromFlags.value);
  const lambda =
    options.isLambdaExtension === true ? mergeDefaults({ aws: { lambda: { enabled: true } } }, base) : base;
  const { env } = options;
  return ok({
    tree: applyProxyDefaults(applyLocalDefaults(applyLambdaDefaults(lambda, env), env), env),
    warnings: ours.warnings,
  });
}

/** `tree` over `defaults`; a null section counts as absent. */
function mergeDefaults(defaults: RawTree, tree: RawTree): RawTree {
  const merged: Record<string, unknown> = { ...tree };
  for (const [key, value] of Object.entries(defaults)) {
    const given = tree[key];
    if (isMapping(value) && (isMapping(given) || given == null))
      merged[key] = mergeDefaults(value, isMapping(given) ? given : {});
    else if (given === undefined) merged[key] = value;
  }
  return merged;
}

function loadCredentials(folder: string, options: LoadOptions): Result<Credentials | undefined, ConfigError> {
  const stored = readCredentials({ folder, env: options.env, readText: options.readText ?? readTextFile });
  if (!stored.ok) return stored;
  const overrides = { ...overridesFromEnvironment(options.env), ...options.flags };
  return overrideCredentials(stored.value, overrides);
}

/** All three values replace the stored credentials; an id alone replaces theirs. */
function overrideCredentials(
  stored: Credentials | undefined,
  { id, publicKey, secretKey }: Pick<Overrides, "id" | "publicKey" | "secretKey">,
): Result<Credentials | undefined, ConfigError> {
  const secret = secretKey === undefined ? undefined : decodeSecretKey(secretKey);
  if (secret?.ok === false) return err(configError("invalid config value (field secret_key)", secret.error));
  const pub = publicKey === undefined ? undefined : decodePublicKey(publicKey);
  if (pub?.ok === false) return err(configError("invalid config value (field public_key)", pub.error));
  const uuid = id === undefined ? undefined : normalUuid(id);
  if (id !== undefined && uuid === undefined)
    return err(configError("invalid config value (field id)", "expected a UUID"));

  if (uuid !== undefined && secretKey !== undefined && publicKey !== undefined) {
    return ok({ secretKey: canonicalSecret(secretKey), publicKey: canonicalPublic(publicKey), id: uuid });
  }
  if (id === undefined && secretKey === undefined && publicKey === undefined) return ok(stored);
  if (uuid !== undefined && secretKey === undefined && publicKey === undefined && stored !== undefined) {
    return ok({ ...stored, id: uuid });
  }
  return stored === undefined
    ? err(configError("invalid config value (field incomplete credentials)"))
    : ok(stored);
}

function toProblem(problem: ReadProblem, origins: ReadonlyMap<string, Origin>): ConfigProblem {
  let path = "";
  for (const key of problem.path) {
    path = typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
  }
  const origin = origins.get(path);
  return { path, reason: problem.reason, ...(origin === undefined ? {} : { origin }) };
}

function parseError(file: string | undefined, problems: readonly ConfigProblem[]): ConfigError {
  const isInFile = problems.some(({ origin }) => origin === undefined || origin.from === "file");
  const message =
    file !== undefined && isInFile
      ? `could not parse yaml config file (file ${file})`
      : "invalid configuration";
  return { message, causes: problems.map(problemText), problems };
}
