import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandOf, type Side } from "./program.ts";

/** One exchange at the terminal: keys are pressed once the question stands there. */
export interface Exchange {
  readonly question: string;
  /** The sides differ where one keeps a wrong answer for editing and the other asks anew. */
  readonly keys: string | Readonly<Record<Side, string>>;
}

export interface Conversation {
  readonly words: readonly string[];
  readonly exchanges: readonly Exchange[];
  readonly files?: Readonly<Record<string, string>>;
}

export interface ConversationResult {
  readonly code: number;
  /** Questions that came up, in their order. */
  readonly asked: readonly string[];
  /** What it said at its end, if anything. */
  readonly closing: string | undefined;
  readonly config: unknown;
  readonly hasCredentials: boolean;
}

const PATIENCE_MS = 10_000;
/** A prompt that has just been drawn is not yet listening. */
const SETTLE_MS = 120;

/** Leads a conversation in a fresh folder. @throws Error when a question does not come up in time */
export async function converse(side: Side, conversation: Conversation): Promise<ConversationResult> {
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  try {
    return await converseIn(folder, side, conversation);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The same in a folder that stays, `.relay` below it being the config folder. */
export async function converseIn(
  folder: string,
  side: Side,
  conversation: Conversation,
): Promise<ConversationResult> {
  mkdirSync(join(folder, ".relay"), { recursive: true });
  for (const [name, text] of Object.entries(conversation.files ?? {}))
    writeFileSync(join(folder, name), text);
  let screen = "";
  const decoder = new TextDecoder();
  const program = Bun.spawn([...commandOf(side), ...conversation.words], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: folder,
      TERM: "xterm",
      BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
    },
    terminal: {
      cols: 100,
      rows: 40,
      data: (_terminal, bytes) => {
        screen += decoder.decode(bytes, { stream: true });
      },
    },
  });
  try {
    const asked: string[] = [];
    let seen = 0;
    for (const { question, keys } of conversation.exchanges) {
      await until(
        () => plain(screen.slice(seen)).includes(question),
        () => `no "${question}" in:\n${plain(screen)}`,
      );
      asked.push(question);
      await Bun.sleep(SETTLE_MS);
      seen = screen.length;
      program.terminal?.write(typeof keys === "string" ? keys : keys[side]);
    }
    await until(
      () => program.exitCode !== null,
      () => `still runs:\n${plain(screen)}`,
    );
    const config = join(folder, ".relay/config.yml");
    return {
      code: program.exitCode ?? -1,
      asked,
      closing: closingLine(plain(screen)),
      config: existsSync(config) ? Bun.YAML.parse(readFileSync(config, "utf8")) : undefined,
      hasCredentials: existsSync(join(folder, ".relay/credentials.json")),
    };
  } finally {
    program.kill("SIGKILL");
    await program.exited;
    program.terminal?.close();
  }
}

async function until(holds: () => boolean, why: () => string): Promise<void> {
  for (const endMs = performance.now() + PATIENCE_MS; !holds(); await Bun.sleep(20)) {
    if (performance.now() > endMs) throw new Error(why());
  }
}

function plain(screen: string): string {
  return Bun.stripANSI(screen);
}

function closingLine(text: string): string | undefined {
  const said = /^(?:All done!|Nothing to do\.|Credentials removed|Stored updated credentials:)\r?$/gm;
  return text.match(said)?.at(-1)?.trimEnd();
}
