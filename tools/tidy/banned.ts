import { type Finding, findAll, type Repo } from "./repo.ts";

/** A name that has one place. */
interface Ban {
  readonly pattern: RegExp;
  readonly where: (file: string) => boolean;
  readonly instead: string;
  /** Look at strings too (module names are strings). */
  readonly inStrings?: boolean;
}

const isTest = (file: string) => file.endsWith(".test.ts") || file.endsWith(".bench.ts");
const under =
  (...folders: readonly string[]) =>
  (file: string) =>
    folders.some((folder) => file.startsWith(folder));
const inSource = under("src/");
const inKernel = under("src/kernel/");
const inRuntime = under("src/kernel/runtime/");
const isMain = (file: string) => /^src\/main(?:-lambda(?:-node)?)?\.ts$/.test(file);
const isExample = (file: string) => /\/examples?\//.test(file);
const isPure = under(
  "src/domain/",
  "src/pipeline/parse/",
  "src/pipeline/process/",
  "src/pipeline/managed.ts",
);

const BANS: readonly Ban[] = [
  {
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bperformance\.(?:now|timeOrigin)\b/g,
    where: (file) => inSource(file) && !inKernel(file) && !isTest(file),
    instead: "time comes from the actor's context (ctx.now) or as an argument (receivedAtMs)",
  },
  {
    pattern: /(?<![.\w#])(?:setTimeout|setInterval|setImmediate)\b(?=\s*\()/g,
    where: (file) => inSource(file) && !inKernel(file) && !under("src/cli/")(file) && !isMain(file),
    instead: "use ctx.after or ctx.every, whose timers end with the actor; in tests, virtual time",
  },
  {
    pattern: /\bconsole\.\w+/g,
    where: (file) => inSource(file) && !isExample(file),
    instead: "use log() of kernel/telemetry, or the command's output in cli/",
  },
  {
    pattern: /\bprocess\.exit\b/g,
    where: (file) => inSource(file) && !isMain(file) && !inRuntime(file),
    instead: "only main.ts ends the process: return an exit code, or tell the Controller to stop",
  },
  {
    pattern: /(?<![.\w])(?:Bun|process)\.\w+/g,
    where: (file) => inSource(file) && !inRuntime(file) && !isMain(file) && !isTest(file),
    instead: "what names the runtime lives in kernel/runtime, one small file per capability",
  },
  {
    pattern:
      /(?<!\bimport \{ (?:isIP(?:v[46])?(?:, )?)+ \} )from\s*"(?:bun(?::(?!test\b)\w+)?|node:(?:zlib|worker_threads|sqlite|https?|http2|net|tls|dgram|dns|child_process|process)(?:\/\w+)?)"/g,
    where: (file) => inSource(file) && !inRuntime(file) && !isMain(file) && !isTest(file),
    instead: "use or add the capability in kernel/runtime",
    inStrings: true,
  },
  {
    pattern: /from\s*"node:(?:fs|os|path)(?:\/\w+)?"/g,
    where: (file) => isPure(file) && !isTest(file),
    instead: "this folder does no I/O: take the data as an argument",
    inStrings: true,
  },
  {
    pattern: /\bBun\.(?:serve|listen|connect|udpSocket)\b|from\s*"node:(?:https?|http2|net|tls|dgram)"/g,
    where: (file) => inSource(file) && isTest(file) && !inRuntime(file),
    instead: "unit tests open no sockets: move it to test/integration/",
    inStrings: true,
  },
  {
    pattern: /(?<![.\w#])fetch\(/g,
    where: (file) => inSource(file) && !inRuntime(file),
    instead: "use an HttpClient of kernel/runtime/http.ts",
  },
  {
    pattern: /(?:[:<,|&]|\bas)\s*any\b(?!\s*:)/g,
    where: (file) => inSource(file) && !inKernel(file),
    instead: "use unknown at the edges, and a type behind them",
  },
  {
    pattern: /^export default\b/gm,
    where: under("src/", "test/", "tools/", "bench/"),
    instead: "give it a name",
  },
  {
    pattern: /^export \* from\b/gm,
    where: inSource,
    instead: "no barrels: import from the file that declares it",
  },
  {
    pattern: /\bmock\.module\b/g,
    where: () => true,
    instead: "use a fake at a port, or a probe",
  },
];

export function bannedNames(repo: Repo): Finding[] {
  return repo.files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".gen.ts"))
    .flatMap((file) =>
      BANS.filter((ban) => ban.where(file)).flatMap((ban) =>
        findAll(
          file,
          ban.inStrings ? repo.code(file) : repo.names(file),
          ban.pattern,
          ([name]) => `${name.trim()} has no place here: ${ban.instead}`,
        ),
      ),
    );
}

const FILE_NAMES: ReadonlyArray<readonly [RegExp, string]> = [
  [/(^|\/)(utils?|helpers?|misc|common)\.ts$/, "name it after what it holds"],
  [/(^|\/)index\.ts$/, "no barrels: import from the file that declares it"],
  [/[A-Z_][^/]*\.ts$/, "file names are kebab-case"],
];

export function fileNames(repo: Repo): Finding[] {
  return repo.files
    .filter((file) => /^(src|test|tools|bench)\//.test(file) && !file.startsWith("test/fixtures/"))
    .flatMap((file) => {
      const name = file.slice(file.lastIndexOf("/") + 1);
      return FILE_NAMES.filter(([pattern]) => pattern.test(name)).map(([, message]) => ({
        file,
        line: 0,
        message,
      }));
    });
}

const UNIT_NAMES = new Set(["describe", "test", "expect"]);
const LIFECYCLE_NAMES = new Set(["beforeAll", "beforeEach", "afterAll", "afterEach", "setDefaultTimeout"]);

/** Unit tests need no hooks; a test that runs a real relay may start and stop it in one. */
export function testVocabulary(repo: Repo): Finding[] {
  return repo.files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const isUnit = file.startsWith("src/");
      const allowed = (name: string) => UNIT_NAMES.has(name) || (!isUnit && LIFECYCLE_NAMES.has(name));
      const imports = /import\s*\{([^}]*)\}\s*from\s*"bun:test"/g;
      return findAll(file, repo.code(file), imports, (match) => {
        const names = (match[1] ?? "").split(",").map((name) => name.trim());
        const wrong = names.filter((name) => name !== "" && !name.startsWith("type ") && !allowed(name));
        return wrong.length === 0
          ? ""
          : `only describe, test and expect of bun:test, not ${wrong.join(", ")}`;
      }).filter((finding) => finding.message !== "");
    });
}
