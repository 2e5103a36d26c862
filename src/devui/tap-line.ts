import type { ItemSummary } from "../services/local-store/records.ts";

const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 } as const;
type Style = keyof typeof CODES;

const LEVELS: Readonly<Record<string, Style>> = { fatal: "red", error: "red", warning: "yellow" };
const DELIVERED: ReadonlySet<string> = new Set(["stored", "forwarded"]);
const UNDECIDED: ReadonlySet<string> = new Set(["pending", "spooled"]);
const TYPE_WIDTH = 12;

/** Control characters would let received text write over the terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** One item for a person: time, verdict, type, project, what it is. */
export function humanLine(item: ItemSummary, colours: boolean): string {
  const paint = (text: string, style: Style | undefined) =>
    colours && style !== undefined && text !== "" ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text;
  const time = new Date(item.receivedAtMs).toTimeString().slice(0, 8);
  const title = item.title.replace(CONTROLS, " ");
  const subtitle = item.subtitle.replace(CONTROLS, " ");
  const parts = [
    paint(time, "dim"),
    paint(item.type.padEnd(TYPE_WIDTH), LEVELS[item.level] ?? "cyan"),
    paint(item.project === "" ? "-" : `#${item.project}`, "dim"),
    paint(title, "bold"),
    paint(subtitle, "dim"),
    verdict(item, paint),
  ];
  return parts.filter((part) => part !== "").join("  ");
}

type Paint = (text: string, style: Style | undefined) => string;

function verdict({ fate }: ItemSummary, paint: Paint): string {
  if (DELIVERED.has(fate.outcome)) return paint(fate.outcome, "green");
  if (UNDECIDED.has(fate.outcome)) return paint(fate.outcome, "yellow");
  const why = [fate.rule, fate.reason === fate.rule ? undefined : fate.reason].filter(
    (part) => part !== undefined,
  );
  const text = `${fate.outcome.replaceAll("_", " ")} (${fate.stage})${why.length === 0 ? "" : `: ${why.join(", ")}`}`;
  return paint(text.replace(CONTROLS, " "), "red");
}
