import { err, ok, type Result } from "../../kernel/base/result.ts";
import { DISABLED, type ProjectInfo, type ProjectState, parseProject } from "../project/project-state.ts";
import { projectIdOf } from "../protocol/dsn.ts";

/** The file whose project stands for every key that no other file names. */
const DEFAULT_FILE = "default.json";

/** A file that cannot be used as it is. */
export interface StaticProblem {
  readonly file: string;
  readonly reason: string;
}

interface StaticProject {
  readonly project: ProjectInfo;
  readonly isDisabled: boolean;
}

/** The projects of static mode, as the files of `projects/` have them. */
export class StaticProjects {
  /** What each file last said that could be read. */
  readonly #files: ReadonlyMap<string, StaticProject>;
  readonly #byKey: ReadonlyMap<string, StaticProject>;

  private constructor(files: ReadonlyMap<string, StaticProject>, byKey: ReadonlyMap<string, StaticProject>) {
    this.#files = files;
    this.#byKey = byKey;
  }

  static readonly none = new StaticProjects(new Map(), new Map());

  /**
   * The projects of these files (name → text). A file that cannot be read keeps what it said in `previous`; one that
   * is gone takes its projects along. Of two files that name the same key the first by name has it.
   */
  static load(
    files: ReadonlyMap<string, string>,
    previous: StaticProjects = StaticProjects.none,
  ): { readonly projects: StaticProjects; readonly problems: readonly StaticProblem[] } {
    const problems: StaticProblem[] = [];
    const loaded = new Map<string, StaticProject>();
    for (const [file, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!file.endsWith(".json")) continue;
      const result = parseFile(file, text);
      if (!result.ok) problems.push({ file, reason: result.error });
      const project = result.ok ? result.value : previous.#files.get(file);
      if (project !== undefined) loaded.set(file, project);
    }
    return { projects: new StaticProjects(loaded, indexKeys(loaded, problems)), problems };
  }

  /** What holds for data that comes with `publicKey`: its file, else the default, else it is refused. */
  stateOf(publicKey: string): ProjectState {
    const found = this.#byKey.get(publicKey) ?? this.#files.get(DEFAULT_FILE);
    if (found === undefined) return DISABLED;
    if (found.isDisabled) return { status: "disabled", revision: found.project.revision };
    const named = found.project.publicKeys.find((key) => key.publicKey === publicKey);
    // The first key is the one a state is for.
    const publicKeys = [named ?? { publicKey, numericId: undefined }];
    return { status: "enabled", project: { ...found.project, publicKeys } };
  }

  /** Every key that a file names. */
  publicKeys(): readonly string[] {
    return [...this.#byKey.keys()];
  }

  get hasDefault(): boolean {
    return this.#files.has(DEFAULT_FILE);
  }
}

function parseFile(file: string, text: string): Result<StaticProject, string> {
  try {
    JSON.parse(text);
  } catch (error) {
    return err(`is no JSON: ${error instanceof Error ? error.message : "unreadable"}`);
  }
  const result = parseProject(text);
  if (!result.ok) return result;
  const { project, isDisabled } = result.value;
  const isDefault = file === DEFAULT_FILE;
  if (isDefault && project.publicKeys.length > 0) {
    return err("publicKeys: the default is for every key, so it names none");
  }
  if (!isDefault && project.publicKeys.length === 0) return err("publicKeys: names no key");
  // A file that says no project id may say it by its name, as the static mode of Sentry Relay had it.
  const projectId = isDefault
    ? undefined
    : (project.projectId ?? projectIdOf(file.slice(0, -".json".length)));
  return ok({ project: { ...project, projectId }, isDisabled });
}

function indexKeys(
  files: ReadonlyMap<string, StaticProject>,
  problems: StaticProblem[],
): ReadonlyMap<string, StaticProject> {
  const byKey = new Map<string, StaticProject>();
  for (const [file, entry] of files) {
    for (const { publicKey } of entry.project.publicKeys) {
      if (byKey.has(publicKey))
        problems.push({ file, reason: "publicKeys: another file has one of them already" });
      else byKey.set(publicKey, entry);
    }
  }
  return byKey;
}
