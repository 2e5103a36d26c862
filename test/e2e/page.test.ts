import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Browser } from "playwright-core";
import { launchChromium, WatchedPage } from "../support/browser.ts";
import { LocalReceiver } from "../support/local-receiver.ts";
import { missing } from "../support/needs.ts";
import { waitUntil } from "../support/wait.ts";

const APP = resolve(import.meta.dir, "../support/sdk-app.mjs");

/** Scrolls to and fro in the page, and tells how long until each place was drawn, on average. */
const JUMPS = `(async () => {
  const box = document.querySelector("[role=listbox]");
  const from = performance.now();
  for (let i = 0; i < 20; i++) {
    box.scrollTo(0, (i * 7919 * 34) % box.scrollHeight);
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  }
  return (performance.now() - from) / 20;
})()`;

/** Runs the application with the real SDK until it has sent everything. */
async function runApp(env: Readonly<Record<string, string>>): Promise<void> {
  const app = Bun.spawn(["node", APP], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdout: "ignore",
    stderr: "pipe",
  });
  if ((await app.exited) !== 0) throw new Error(await new Response(app.stderr).text());
}

/** A browser on a busy machine takes its time. */
const LIMIT_MS = 60_000;

const event = (message: string, more: object = {}) =>
  `{}\n{"type":"event"}\n${JSON.stringify({ message, ...more })}\n`;

describe.skipIf(missing("chromium"))("the local receiver's page", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  }, 30_000);
  afterAll(() => browser?.close());

  test(
    "before anything arrived it says where to send to, and proves that it works",
    async () => {
      await using receiver = await LocalReceiver.start();
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      await page.goto(receiver.page);
      await page.getByText(`SENTRY_DSN=${receiver.dsn}`).waitFor();
      await page.getByText(`SENTRY_SPOTLIGHT=${receiver.spotlight}`).waitFor();
      await page.getByRole("button", { name: "Python", exact: true }).click();
      await page.getByText(`dsn="${receiver.dsn}"`).waitFor();
      await page.getByRole("button", { name: "Send a test event" }).click();
      await page.locator(".row", { hasText: "TestError: It works" }).click();
      await page.locator(".source .here", { hasText: "throw new TestError" }).waitFor();
      expect(watched.problems).toEqual([]);
      expect([...watched.hosts]).toEqual([`localhost:${receiver.port}`]);
    },
    LIMIT_MS,
  );

  test(
    "shows what a real SDK sent as what it is",
    async () => {
      await using receiver = await LocalReceiver.start();
      await using watched = await WatchedPage.open(browser, { dark: true });
      const { page } = watched;
      await page.goto(receiver.page);
      await runApp({ SENTRY_DSN: receiver.dsnOf(42), SENTRY_SPOTLIGHT: receiver.spotlight });

      const error = page.locator(".row", { hasText: "Error: checkout failed" });
      await error.waitFor();
      expect(await error.count()).toBe(1); // by DSN and by Spotlight, shown once
      await expect(error.locator(".project").textContent()).resolves.toBe("#42");
      await expect(error.locator(".verdict").textContent()).resolves.toContain("stored");
      await error.click();
      const inspector = page.getByRole("complementary", { name: "Item" });
      await inspector.getByText("caused by").waitFor();
      await inspector.getByRole("heading", { name: "CardDeclined" }).waitFor();
      await inspector.locator(".source .here", { hasText: "throw new CardDeclined" }).first().waitFor();
      await inspector.locator(".crumbs", { hasText: "button#pay" }).waitFor();
      await inspector.locator(".tag", { hasText: "acme" }).waitFor();

      await page.locator(".row", { hasText: "POST /checkout" }).first().click();
      await inspector.locator(".span", { hasText: "SELECT cart" }).waitFor();
      await inspector.locator(".related", { hasText: "checkout failed" }).waitFor();

      await page.locator(".row", { hasText: "inventory is slow" }).click();
      await inspector.locator(".log", { hasText: "latency_ms=812" }).waitFor();
      expect(watched.problems).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "is driven by keys, and searches",
    async () => {
      await using receiver = await LocalReceiver.start();
      for (const message of ["first apple", "second pear", "third apple pie"])
        await receiver.send(event(message));
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      await page.goto(receiver.page);
      const title = page.locator(".inspector h2");
      await page.locator(".row", { hasText: "third" }).waitFor();
      await page.keyboard.press("j");
      await title.filter({ hasText: "third apple pie" }).waitFor();
      await page.keyboard.press("j");
      await title.filter({ hasText: "second pear" }).waitFor();
      await page.keyboard.press("k");
      await title.filter({ hasText: "third apple pie" }).waitFor();
      await page.keyboard.press("Escape");
      await title.waitFor({ state: "detached" });
      await page.keyboard.press("/");
      await page.keyboard.type("apple -type:session");
      await page.locator(".row", { hasText: "pear" }).waitFor({ state: "detached" });
      expect(await page.locator(".row").count()).toBe(2);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
      await page.locator(".row", { hasText: "pear" }).waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog").waitFor();
      expect(watched.problems).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "what was dropped says why, and a refused request is shown too",
    async () => {
      await using receiver = await LocalReceiver.start();
      await receiver.send(`{}\n{"type":"event"}\n${"x".repeat(2_000_000)}\n`);
      await receiver.send("no envelope");
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      await page.goto(receiver.page);
      await page.getByLabel("Verdict").selectOption("dropped");
      await page.locator(".row", { hasText: "limits.max_event_size" }).waitFor();
      await page.locator(".row", { hasText: "Refused with 40" }).click();
      await page.locator(".verdict-line.bad", { hasText: "Dropped" }).waitFor();
    },
    LIMIT_MS,
  );

  test(
    "kill -9 loses nothing that was stored, and the open page goes on",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "baton-kill-"));
      try {
        const first = await LocalReceiver.start({ folder });
        await using watched = await WatchedPage.open(browser);
        const { page } = watched;
        await page.goto(first.page);
        for (let i = 0; i < 50; i++) await first.send(event(`before ${i}`));
        await page.locator(".row", { hasText: "before 49" }).waitFor();
        await first.stop("SIGKILL");
        await page.getByText("Reconnecting").waitFor();
        await using second = await LocalReceiver.start({ folder, port: first.port });
        expect(await second.items("before")).toHaveLength(50);
        await second.send(event("after the crash"));
        await page.locator(".row", { hasText: "after the crash" }).waitFor();
        expect(await page.locator(".row", { hasText: "before 49" }).count()).toBe(1);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    LIMIT_MS,
  );

  test(
    "what a relay on the way changed is told, with the rule",
    async () => {
      await using receiver = await LocalReceiver.start();
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      const headers = [["Authorization", "[Filtered]"]];
      const rem = [["@bearer:filter", "s", 0, 10]];
      const _meta = { request: { headers: { 0: { 1: { "": { rem } } } } } };
      await receiver.send(event("scrubbed", { request: { headers }, _meta }));
      await page.goto(receiver.page);
      await page.locator(".row", { hasText: "scrubbed" }).click();
      await page.getByRole("heading", { name: "Changed on the way" }).waitFor();
      await page.getByText("request.headers.Authorization replaced by @bearer:filter").waitFor();
      expect(watched.problems).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    "10,000 items: a few rows are drawn, the end is reached, a search answers quickly",
    async () => {
      await using receiver = await LocalReceiver.start();
      const session = (i: number) =>
        JSON.stringify({ sid: crypto.randomUUID(), status: "ok", attrs: { release: `r${i}` } });
      for (let i = 0; i < 100; i++) {
        const items = Array.from({ length: 100 }, (_, j) => `{"type":"session"}\n${session(i * 100 + j)}\n`);
        await receiver.send(`{}\n${items.join("")}`);
      }
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      await page.goto(receiver.page);
      await page.getByText("10,000 items").waitFor();
      const list = page.getByRole("listbox");
      const rowHeight = 34;
      for (let height = 0; height < 10_000 * rowHeight; ) {
        await list.evaluate((box) => box.scrollTo(0, box.scrollHeight));
        await page.waitForTimeout(20);
        height = await list.evaluate((box) => box.scrollHeight);
      }
      expect(await page.locator(".row").count()).toBeLessThan(80);
      const jumpMs = Number(await page.evaluate(JUMPS));
      expect(jumpMs).toBeLessThan(150); // a frame takes 16 ms at least; the rest is the machine's
      await page.keyboard.press("/");
      await page.keyboard.type("release:r4711");
      await page.locator(".row", { hasText: "r4711" }).waitFor();
      expect(await page.locator(".row").count()).toBe(1);
    },
    LIMIT_MS,
  );

  test(
    "fits a phone, without scrolling sideways, in both schemes",
    async () => {
      await using receiver = await LocalReceiver.start();
      await receiver.send(event(`a long title ${"without end ".repeat(30)}`));
      for (const dark of [false, true]) {
        await using watched = await WatchedPage.open(browser, { width: 390, height: 844, dark });
        const { page } = watched;
        const overflow = () => page.evaluate("document.documentElement.scrollWidth - innerWidth");
        await page.goto(receiver.page);
        await page.locator(".row").first().click();
        await page.locator(".inspector h2").waitFor();
        expect(await overflow()).toBe(0);
        await page.getByRole("button", { name: "Close" }).click();
        await page.locator(".row").first().waitFor();
        for (const view of ["Topology", "Connect", "Feed"]) {
          await page.getByRole("link", { name: view, exact: true }).click();
          await page.locator("main").waitFor();
          expect([view, await overflow()]).toEqual([view, 0]);
        }
        expect(watched.problems).toEqual([]);
      }
    },
    LIMIT_MS,
  );

  test(
    "the topology shows the actors and what waits in their mailboxes",
    async () => {
      await using receiver = await LocalReceiver.start();
      await using watched = await WatchedPage.open(browser);
      const { page } = watched;
      await page.goto(`${receiver.page}#/topology`);
      await page.getByRole("rowheader", { name: "store" }).waitFor();
      await page.locator(".chart canvas").waitFor();
      await receiver.send(event("work"));
      const handled = page
        .getByRole("row", { name: /^store/ })
        .locator("td")
        .nth(5);
      const count = async () => Number((await handled.textContent())?.replaceAll(",", ""));
      const before = await count();
      await waitUntil(async () => (await count()) > before, 5_000);
      expect(watched.problems).toEqual([]);
    },
    LIMIT_MS,
  );
});

test("another site cannot read what was received, and may send", async () => {
  await using receiver = await LocalReceiver.start();
  const read = (headers: Record<string, string>) => fetch(`${receiver.page}local/items`, { headers });
  expect((await read({ host: "evil.example" })).status).toBe(403);
  expect((await read({ origin: "https://evil.example" })).status).toBe(403);
  expect((await read({ origin: "http://localhost:3000" })).status).toBe(200);
  const sent = await fetch(receiver.page.replace(/\/$/, "/stream"), {
    method: "POST",
    headers: { origin: "https://shop.example", "content-type": "text/plain" },
    body: event("from a shop"),
  });
  expect([sent.status, sent.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
});
