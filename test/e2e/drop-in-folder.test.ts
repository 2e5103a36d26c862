/**
 * The way of an operator who tries Baton on a folder that the reference made and used: the same identity registers, what
 * the reference left in its spool is delivered, data flows; and the way back is open, with what Baton left.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { converseIn } from "../differential/cli/terminal.ts";
import { FakeSentry } from "../support/fake-sentry.ts";
import { freePort } from "../support/free-port.ts";
import { sendEvent } from "../support/managed.ts";
import { missing, referenceBinary } from "../support/needs.ts";
import { type RelayKind, RelayProcess, whyNot } from "../support/relay-process.ts";
import { spooledEnvelopes } from "../support/spool-file.ts";
import { pause } from "../support/wait.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
/** Not known to a relay before its upstream is away. */
const LATE_KEY = "b94ae32be2584e0bbd7a4cbb95971fee";
const OURS: RelayKind = whyNot("dist") === undefined ? "dist" : "baton";
const ENTER = "\r";
const DOWN = "\u001b[B";
const WAITING = 20;
/** The reference is ready before its buffer is, and loses what comes in between. */
const BUFFER_STARTS_MS = 500;

describe.skipIf(missing("reference"))(`a folder of the reference, run by ${OURS}`, () => {
  const home = mkdtempSync(join(tmpdir(), "drop-in-"));
  const folder = join(home, ".relay");
  const spool = join(folder, "spool.db");
  const port = freePort();
  let sentry: FakeSentry;

  const start = (kind: RelayKind) =>
    RelayProcess.start({ kind, upstream: sentry.url, folder, port, isConfigured: true });
  const identity = () =>
    JSON.parse(readFileSync(join(folder, "credentials.json"), "utf8")) as { id: string; public_key: string };
  const arrived = () => new Set(sentry.envelopes.map(({ headers }) => headers.event_id));

  /** Sends events of a project that nobody can be asked about. @returns their ids */
  async function sendDuringOutage(relay: RelayProcess, publicKey: string): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < WAITING; n++) {
      const { status, eventId } = await sendEvent(relay.url, { publicKey, projectId: 43 });
      expect(status).toBe(200);
      ids.push(eventId);
    }
    return ids;
  }

  beforeAll(async () => {
    sentry = FakeSentry.start();
    sentry.projects.add(KEY, 42);
    const { code } = await converseIn(home, "reference", {
      words: ["config", "init"],
      exchanges: [
        { question: "Do you want to create a new config?", keys: DOWN + ENTER },
        { question: "How should this relay operate?", keys: ENTER },
        { question: "upstream", keys: `${sentry.url}${ENTER}` },
        { question: "listen interface", keys: `127.0.0.1${ENTER}` },
        { question: "listen port", keys: `${port}${ENTER}` },
      ],
    });
    expect(code).toBe(0);
    const generate = ["-c", folder, "credentials", "generate", "--overwrite"];
    expect(Bun.spawnSync([referenceBinary, ...generate], { stdin: "ignore" }).exitCode).toBe(0);
    appendFileSync(
      join(folder, "config.yml"),
      `\nspool:\n  envelopes:\n    path: ${spool}\nhealth:\n  max_memory_percent: 1\nlimits:\n  shutdown_timeout: 2\n`,
    );
  }, 30_000);

  afterAll(() => {
    sentry.close();
    rmSync(home, { recursive: true, force: true });
  });

  test("registers, drains the spool, serves; and so does the reference after it", async () => {
    const config = readFileSync(join(folder, "config.yml"), "utf8");
    const { id, public_key } = identity();

    const before = await start("reference");
    expect([...sentry.projects.relays]).toEqual([[id, public_key]]);
    await pause(BUFFER_STARTS_MS);
    sentry.refuse();
    const left = await sendDuringOutage(before, LATE_KEY);
    await before.stop();
    expect(spooledEnvelopes(spool)).toBe(WAITING);

    sentry.projects.relays.clear();
    sentry.projects.add(LATE_KEY, 43);
    sentry.heal();
    const ours = await start(OURS);
    expect([...sentry.projects.relays]).toEqual([[id, public_key]]);
    const { status, eventId } = await sendEvent(ours.url, { publicKey: KEY });
    expect(status).toBe(200);
    await sentry.waitFor(() => arrived().size === WAITING + 1);
    expect([...arrived()].sort()).toEqual([...left, eventId].sort());
    sentry.refuse();
    const leftByUs = await sendDuringOutage(ours, LATE_KEY);
    expect((await ours.stop()).exitCode).toBe(0);
    expect(ours.log).not.toMatch(/ERROR.*(spool|config|credentials)/);
    expect(spooledEnvelopes(spool)).toBe(WAITING);

    sentry.projects.relays.clear();
    sentry.forget();
    sentry.heal();
    const after = await start("reference");
    expect([...sentry.projects.relays]).toEqual([[id, public_key]]);
    const last = await sendEvent(after.url, { publicKey: KEY });
    expect(last.status).toBe(200);
    await sentry.waitFor(() => arrived().size === WAITING + 1);
    expect([...arrived()].sort()).toEqual([...leftByUs, last.eventId].sort());
    await after.stop();
    expect(after.log).not.toMatch(/ERROR.*(spool|buffer|config|credentials)/);
    expect(spooledEnvelopes(spool)).toBe(0);

    expect(identity()).toMatchObject({ id, public_key });
    expect(readFileSync(join(folder, "config.yml"), "utf8")).toBe(config);
    expect(sentry.problems).toEqual([]);
  }, 60_000);
});
