/** What a check found, and what to do about it. */
export interface Finding {
  /** `skip`: not tried, because an earlier step failed or it does not apply. */
  readonly state: "ok" | "warn" | "fail" | "skip";
  /** What was looked at, such as `DNS`. */
  readonly name: string;
  readonly text: string;
  /** What its reader can do, for `warn` and `fail`. */
  readonly advice?: string;
}

const MARKS: Readonly<Record<Finding["state"], string>> = {
  ok: "ok  ",
  warn: "warn",
  fail: "FAIL",
  skip: "-   ",
};

/** One finding as lines, the advice below it. */
export function findingText({ state, name, text, advice }: Finding): string {
  const head = `${MARKS[state]}  ${name.padEnd(12)}${text}`;
  return advice === undefined ? head : `${head}\n${" ".repeat(18)}→ ${advice}`;
}
