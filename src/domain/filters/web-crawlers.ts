import { anyOf } from "./browser-extensions.ts";
import type { Filter } from "./filterable.ts";

const CRAWLERS = anyOf([
  /Mediapartners-Google|AdsBot-Google|Googlebot|FeedFetcher-Google|Storebot-Google/,
  /BingBot|BingPreview|Baiduspider|Slurp|Sogou|facebook|meta-|ia_archiver/,
  /bots?[/\s);]|bots?$|spider[/\s);]|spider$/,
  /Slack|Calypso\sAppCrawler|pingdom|lyticsbot|AWS\sSecurity\sScanner|HubSpot\sCrawler|Bytespider/,
  /Better\sUptime|Cloudflare-Healthchecks|GTmetrix|BrightEdgeOnCrawl|ELB-HealthChecker|naver.me\/spd/,
  /ClaudeBot|CCBot|OAI-SearchBot|GPTBot|PerplexityBot|Applebot|DuckDuckBot|Lightpanda/,
]);

/** Those that are wanted: they come on behalf of somebody. */
const WELCOME = anyOf([/Slackbot\s1\.\d+/, /SentryUptimeBot/, /ChatGPT-User/]);

export const webCrawlers: Filter = {
  reason: "web-crawlers",
  matches({ userAgent, browser }) {
    const name = userAgent ?? browser?.family;
    return name !== undefined && CRAWLERS.test(name) && !WELCOME.test(name);
  },
};
