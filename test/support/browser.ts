import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./needs.ts";

/** A real Chromium, silent on the network but for what a page asks for. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath() ?? "chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
    timeout: 20_000,
  });
}

/** A page in a fresh profile that notes what went wrong, and whom it asked. */
export class WatchedPage {
  readonly page: Page;
  /** Console errors and uncaught exceptions. */
  readonly problems: string[] = [];
  readonly hosts = new Set<string>();

  private constructor(page: Page) {
    this.page = page;
    page.on("pageerror", (error) => this.problems.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") this.problems.push(message.text());
    });
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith("http")) this.hosts.add(host);
    });
  }

  static async open(
    browser: Browser,
    options: { readonly width?: number; readonly height?: number; readonly dark?: boolean } = {},
  ): Promise<WatchedPage> {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1280, height: options.height ?? 800 },
      colorScheme: options.dark === true ? "dark" : "light",
    });
    context.setDefaultTimeout(10_000);
    return new WatchedPage(await context.newPage());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}
