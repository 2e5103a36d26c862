import { NODE_RUNTIME, PYTHON_RUNTIME } from "./runtimes.ts";

export type RuntimeKind = "node" | "python" | "custom";

export interface FunctionCommand {
  readonly runtime: RuntimeKind;
  readonly words: readonly string[];
  /** A runtime of ours that has to be written before, by name in `scratch`. */
  readonly runtimeFile: { readonly name: string; readonly text: string } | undefined;
}

const NODE_FILES = ["index.mjs", "index.js", "index.cjs", "index.ts", "handler.mjs", "handler.js"];
const PYTHON_FILES = ["lambda_function.py", "app.py", "handler.py", "index.py", "main.py"];
const PYTHON_HANDLERS = ["lambda_handler", "handler"];

/**
 * How the function in a folder is started: by its runtime if one was named, else by what lies there.
 * @param readText a file of the folder, `undefined` where there is none
 * @returns what is wrong with the folder, in words for its owner
 */
export function functionCommand(
  folder: string,
  scratch: string,
  wanted: string | undefined,
  readText: (name: string) => string | undefined,
): FunctionCommand | string {
  const has = (name: string): boolean => readText(name) !== undefined;
  const node = NODE_FILES.find(has);
  const python = PYTHON_FILES.find(has);
  const runtime = wanted ?? (has("bootstrap") ? "custom" : node ? "node" : python ? "python" : undefined);
  switch (runtime) {
    case "custom":
      if (!has("bootstrap")) return `${folder} has no executable file "bootstrap"`;
      return { runtime, words: [`${folder}/bootstrap`], runtimeFile: undefined };
    case "node": {
      if (!node) return `${folder} has none of ${NODE_FILES.join(", ")}`;
      const target = `${folder}/${node.slice(0, node.lastIndexOf("."))}.handler`;
      const runtimeFile = { name: "runtime.mjs", text: NODE_RUNTIME };
      return { runtime, words: ["node", `${scratch}/runtime.mjs`, target], runtimeFile };
    }
    case "python": {
      if (!python) return `${folder} has none of ${PYTHON_FILES.join(", ")}`;
      const source = readText(python) ?? "";
      const name = PYTHON_HANDLERS.find((each) => new RegExp(`^(async )?def ${each}\\(`, "m").test(source));
      const target = `${folder}/${python.slice(0, -".py".length)}.${name ?? "lambda_handler"}`;
      const runtimeFile = { name: "runtime.py", text: PYTHON_RUNTIME };
      return { runtime, words: ["python3", `${scratch}/runtime.py`, target], runtimeFile };
    }
    default:
      return `${folder} looks like no function: it has no bootstrap, ${NODE_FILES[0]} or ${PYTHON_FILES[0]}`;
  }
}
