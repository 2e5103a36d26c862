import { join } from "node:path";
import { launchChromium, WatchedPage } from "../browser.ts";

/**
 * Opens the page with the browser SDK in a real Chromium, clicks its button and leaves, as a visitor does. It is served
 * from an origin of its own, so everything it sends is subject to CORS.
 * @throws Error for anything on the console that is not the page's own exception.
 */
export async function runPage(dsn: string): Promise<void> {
  const script = await bundle();
  const html = `<!doctype html><title>Shop</title><button>Pay</button>
    <script>window.sentryDsn = ${JSON.stringify(dsn)}</script><script type="module" src="/page.js"></script>`;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/page.js")
        return new Response(script, { headers: { "content-type": "text/javascript" } });
      if (pathname === "/favicon.ico") return new Response(null, { status: 204 });
      return new Response(html, { headers: { "content-type": "text/html" } });
    },
  });
  const browser = await launchChromium();
  try {
    await using watched = await WatchedPage.open(browser);
    const { page, problems } = watched;
    await page.goto(`http://127.0.0.1:${server.port}/`);
    await page.waitForTimeout(800); // the page load's trace ends by itself
    await page.click("button");
    await page.waitForTimeout(300);
    if (!(await page.evaluate("window.finish()"))) throw new Error("the SDK could not flush");
    await page.goto("about:blank"); // leaving sends what is left by sendBeacon
    const unexpected = problems.filter((problem) => !problem.includes("cart is undefined"));
    if (unexpected.length > 0) throw new Error(`the page's console: ${unexpected.join("; ")}`);
  } finally {
    await browser.close();
    await server.stop(true);
  }
}

async function bundle(): Promise<string> {
  const built = await Bun.build({
    entrypoints: [join(import.meta.dir, "page.mjs")],
    target: "browser",
    minify: true,
    define: { __SENTRY_DEBUG__: "false" },
  });
  const [output] = built.outputs;
  if (!built.success || output === undefined)
    throw new Error(`the page does not build: ${built.logs.join("; ")}`);
  return output.text();
}
