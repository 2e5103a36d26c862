/** One instruction of a Dockerfile; continued lines are joined. */
export interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** A build stage: from its FROM to the next. */
export interface Stage {
  readonly base: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

const NAMES = new Set(
  "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL ONBUILD RUN SHELL STOPSIGNAL USER VOLUME WORKDIR".split(
    " ",
  ),
);

/**
 * Reads a Dockerfile as far as its stages and instructions.
 * @throws Error on a line that is no instruction.
 */
export function parseDockerfile(text: string): Stage[] {
  const joined = text.replace(/^\s*#.*$/gm, "").replace(/\\\n/g, " ");
  const stages: Array<{ base: string; name: string | undefined; instructions: Instruction[] }> = [];
  for (const line of joined.split("\n").map((each) => each.trim())) {
    if (line === "") continue;
    const [, name = "", rest = ""] = line.match(/^([A-Z]+)\s+(.*)$/) ?? [];
    if (!NAMES.has(name)) throw new Error(`no instruction: ${line}`);
    if (name === "FROM") {
      const [, base = "", stage] = rest.match(/^(?:--platform=\S+\s+)?(\S+)(?:\s+AS\s+(\S+))?$/) ?? [];
      stages.push({ base, name: stage, instructions: [] });
    } else if (stages.length === 0) {
      if (name !== "ARG") throw new Error(`${name} before the first FROM`);
    } else {
      stages.at(-1)?.instructions.push({ name, text: rest });
    }
  }
  return stages;
}

/** The operands of an instruction without its --flags; JSON form and plain form. */
export function operands(instruction: Instruction): string[] {
  const text = instruction.text.replace(/^(--\S+\s+)+/, "");
  return text.startsWith("[") ? (JSON.parse(text) as string[]) : text.split(/\s+/);
}
