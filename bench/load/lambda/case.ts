import { FakeSentry } from "../../../test/support/fake-sentry.ts";
import { createIdentity } from "../../../test/support/managed.ts";
import { type BenchCase, type Figure, median } from "../driver/case.ts";
import { compareAnswers } from "./answer-time.ts";
import { CpuShare } from "./cpu-share.ts";
import { ExtensionUnderTest, FAKE_DSN_KEY, type Kind } from "./extension.ts";

const STARTS = 7;
const SENDS = 100;
/** Answers of each layer that are compared with those of a bare server. */
const ANSWERS = 1_000;
/** Memory of the smallest function. */
const SMALL_MB = 128;

export const bench: BenchCase = {
  title: "The Lambda extension, beside Sentry's own",
  run: async ({ timeScale }) => {
    const starts = Math.max(3, Math.round(STARTS * timeScale));
    const start = await compareStarts(starts);
    const small = await startsOfSmallFunction(starts);
    const baton = await runOne("universal", timeScale);
    const node = await runOne("node", timeScale);
    const sentry = await runOne("sentry", timeScale);
    const modes = await compareModes(starts);
    const answers = Math.round(ANSWERS * timeScale);
    const asked = await compareAnswers("universal", answers);
    const askedNode = await compareAnswers("node", answers);
    const figures: Figure[] = [
      figure("universal layer: start → registered", "ms", start.universal.wallMs, start.minimal.wallMs, 1.2),
      figure("universal layer: CPU until registered", "ms", start.universal.cpuMs, start.minimal.cpuMs, 1.2),
      figure("Node layer: start → registered", "ms", start.node.wallMs, start.sentry.wallMs, 0.5),
      figure("Node layer: CPU until registered", "ms", start.node.cpuMs, start.sentry.cpuMs, 0.5),
      ...small.figures,
      figure("universal layer: start → init over", "ms", baton.initMs, sentry.initMs),
      figure("Node layer: start → init over", "ms", node.initMs, sentry.initMs),
      figure("managed mode, universal layer: start → init over", "ms", modes.managedMs, modes.proxyMs),
      figure("universal layer: answer, median", "ms", asked.ours.medianMs, asked.bare.medianMs),
      figure("universal layer: answer, p99", "ms", asked.ours.p99Ms, asked.bare.p99Ms),
      figure("Node layer: answer, median", "ms", askedNode.ours.medianMs, askedNode.bare.medianMs),
      figure("Node layer: answer, p99", "ms", askedNode.ours.p99Ms, askedNode.bare.p99Ms),
      figure("first answer to the SDK", "ms", baton.firstMs, sentry.firstMs),
      ...baton.answers.map(({ upstream, p99Ms }, index) =>
        figure(
          `answer to the SDK, p99, upstream ${upstream}`,
          "ms",
          p99Ms,
          sentry.answers[index]?.p99Ms ?? Number.NaN,
        ),
      ),
      figure("held per invocation, nothing pending, median", "ms", baton.heldMs, sentry.heldMs),
      figure("idle stop", "ms", baton.stopMs, sentry.stopMs),
      figure("RSS with 4 MB held", "MB", baton.rssMb, sentry.rssMb),
      figure("Node layer: RSS with 4 MB held", "MB", node.rssMb, sentry.rssMb),
    ];
    return {
      figures,
      notes: [
        "The reference is the extension in the npm package @sentry/aws-serverless, on the same Node 22; for the first two rows it is a minimal Bun extension that only registers and polls (`bench/load/lambda/minimal-extension.ts`).",
        "Without AWS: the environment is Baton's own simulator, which answers the caller when the runtime does. Sentry's extension takes every envelope and starts an upload; it cannot hold what failed, so its RSS row is without the 4 MB. Of Baton's RSS some 45 MB are pages of the executable itself, which the kernel can drop.",
        small.note,
        `Managed mode stands beside proxy mode, and the four rows of answers beside a server that only reads and answers (\`bench/load/lambda/bare-server.ts\`): both asked in turn in the same run, ${answers} times each, with pauses; what it takes is the machine's. The rows by upstream are of few and quick sends, one of which decides their p99.`,
        "An upstream that is slow takes 5 s, one that refuses has no listener, a black hole never answers.",
      ],
    };
  },
};

interface Start {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** The starts once more, with the CPU of the smallest function; told as left out where that cannot be had. */
async function startsOfSmallFunction(rounds: number): Promise<{ figures: readonly Figure[]; note: string }> {
  const share = CpuShare.create(SMALL_MB);
  if (share === undefined)
    return {
      figures: [],
      note: `Left out, for want of control groups: starts with the CPU of ${SMALL_MB} MB.`,
    };
  try {
    const start = await compareStarts(rounds, share);
    const name = (layer: string) => `${layer} layer: start → registered, CPU of ${SMALL_MB} MB`;
    return {
      figures: [
        figure(name("universal"), "ms", start.universal.wallMs, start.minimal.wallMs),
        figure(name("Node"), "ms", start.node.wallMs, start.sentry.wallMs),
      ],
      note: `The CPU of ${SMALL_MB} MB is a quota of ${SMALL_MB}/1769 of one CPU, from the process' first instruction on; AWS itself may give more during init.`,
    };
  } finally {
    share.remove();
  }
}

async function compareStarts(rounds: number, share?: CpuShare): Promise<Record<Kind, Start>> {
  const kinds: readonly Kind[] = ["minimal", "universal", "sentry", "node"];
  const seen = new Map<Kind, Start[]>(kinds.map((kind) => [kind, []]));
  using upstream = FakeSentry.start();
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const extension = await ExtensionUnderTest.start(kind, upstream.port, share);
      seen.get(kind)?.push({ wallMs: extension.registeredMs, cpuMs: extension.registeredCpuMs });
      await extension.end();
    }
  }
  const middle = (kind: Kind): Start => {
    const runs = seen.get(kind) ?? [];
    return { wallMs: median(runs.map((run) => run.wallMs)), cpuMs: median(runs.map((run) => run.cpuMs)) };
  };
  return {
    minimal: middle("minimal"),
    universal: middle("universal"),
    sentry: middle("sentry"),
    node: middle("node"),
  };
}

interface Run {
  readonly initMs: number;
  readonly firstMs: number;
  readonly answers: readonly { readonly upstream: string; readonly p99Ms: number }[];
  readonly heldMs: number;
  readonly stopMs: number;
  readonly rssMb: number;
}

async function runOne(kind: Kind, timeScale: number): Promise<Run> {
  using upstream = FakeSentry.start();
  const extension = await ExtensionUnderTest.start(kind, upstream.port);
  const initMs = await extension.initialise();
  const firstMs = await extension.send("first");
  const heldMs = await medianHeld(extension);
  const sends = Math.round(SENDS * timeScale);
  const answers = [];
  for (const state of ["healthy", "slow", "refusing", "black hole", "429"]) {
    upstream.heal();
    if (state === "slow") upstream.fail({ kind: "slow", ms: 5_000 });
    if (state === "refusing") upstream.refuse();
    if (state === "black hole") upstream.fail({ kind: "black-hole" });
    if (state === "429") upstream.fail({ kind: "status", status: 429 });
    const times: number[] = [];
    for (let n = 0; n < sends; n += 1) times.push(await extension.send(`${state} ${n}`));
    answers.push({
      upstream: state,
      p99Ms: times.toSorted((a, b) => a - b)[Math.floor(sends * 0.99)] ?? Number.NaN,
    });
  }
  upstream.heal();
  await extension.stop();
  return {
    initMs,
    firstMs,
    answers,
    heldMs,
    stopMs: await idleStop(kind),
    rssMb: await rssWithFourMegabytes(kind),
  };
}

async function medianHeld(extension: ExtensionUnderTest): Promise<number> {
  const held: number[] = [];
  for (let n = 0; n < 30; n += 1) held.push((await extension.sandbox.invoke()).heldMs);
  return median(held.slice(10)); // the first ones are rare traffic: they wait for the end of the function
}

async function idleStop(kind: Kind): Promise<number> {
  using upstream = FakeSentry.start();
  const extension = await ExtensionUnderTest.start(kind, upstream.port);
  await extension.initialise();
  await extension.sandbox.invoke();
  return extension.stop();
}

async function rssWithFourMegabytes(kind: Kind): Promise<number> {
  using upstream = FakeSentry.start();
  const extension = await ExtensionUnderTest.start(kind, upstream.port);
  await extension.initialise();
  upstream.refuse();
  for (let n = 0; n < 64; n += 1) await extension.send("x".repeat(64 * 1024 - 200) + Math.random());
  await Bun.sleep(200);
  const { rssMb } = extension;
  await extension.end();
  return rssMb;
}

function figure(name: string, unit: string, baton: number, reference: number, target?: number): Figure {
  return { name, unit, baton, reference, ...(target === undefined ? {} : { target }) };
}

/** Starts in turn; the upstream of the managed one answers at once. */
async function compareModes(
  rounds: number,
): Promise<{ readonly proxyMs: number; readonly managedMs: number }> {
  using upstream = FakeSentry.start();
  upstream.projects.add(FAKE_DSN_KEY, 1);
  const { id, secret } = createIdentity();
  const managed = {
    RELAY_MODE: "managed",
    RELAY_ID: id,
    RELAY_PUBLIC_KEY: secret.publicKey.text,
    RELAY_SECRET_KEY: secret.text,
  };
  const seen: Record<"proxy" | "managed", number[]> = { proxy: [], managed: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of ["proxy", "managed"] as const) {
      const env = mode === "managed" ? managed : {};
      const extension = await ExtensionUnderTest.start("universal", upstream.port, undefined, env);
      seen[mode].push(await extension.initialise());
      await extension.end();
    }
  }
  return { proxyMs: median(seen.proxy), managedMs: median(seen.managed) };
}
