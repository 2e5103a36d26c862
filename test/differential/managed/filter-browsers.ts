import { type ManagedCase, single } from "./case.ts";
import { against, exception, frames, type Rows, userAgent } from "./filter-parts.ts";

const OLD_SAFARI =
  "Mozilla/5.0 (Macintosh; U; PPC Mac OS X 10_4_11) AppleWebKit/533.19.4 (KHTML, like Gecko) Version/5.0.3 Safari/533.19.4";
const chrome = (version: string) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version} Safari/537.36`;
const ie = (version: string) => `Mozilla/4.0 (compatible; MSIE ${version}; Windows NT 6.1)`;
const firefox = (version: string) =>
  `Mozilla/5.0 (X11; Linux x86_64; rv:${version}) Gecko/20100101 Firefox/${version}`;
const BROWSERS: readonly (readonly [options: string, what: string, userAgent: string])[] = [
  ["default", "old Safari", OLD_SAFARI],
  ["default", "IE 9", ie("9.0")],
  ["default", "IE 10", ie("10.0")],
  ["default", "Chrome 1", chrome("1.0")],
  ["default", "Opera Mini 7", "Opera/9.80 (J2ME/MIDP; Opera Mini/7.0.5; U; en) Presto/2.8.119 Version/11.10"],
  [
    "default",
    "Android 2",
    "Mozilla/5.0 (Linux; U; Android 2.3.5; en-us; HTC) AppleWebKit/533.1 Version/4.0 Mobile Safari/533.1",
  ],
  ["default,chrome", "Chrome 50", chrome("50.0")],
  ["ie_pre_9", "IE 8", ie("8.0")],
  ["ie_pre_9", "IE 9", ie("9.0")],
  ["ie9,ie10", "IE 10", ie("10.0")],
  ["ie11", "IE 11", "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko"],
  [
    "ie",
    "IE Mobile",
    "Mozilla/5.0 (compatible; MSIE 10.0; Windows Phone 8.0; Trident/6.0; IEMobile/10.0; ARM; Touch)",
  ],
  ["opera_pre_15", "Opera 12", "Opera/9.80 (X11; Linux zvav; U; en) Presto/2.12.423 Version/12.16"],
  ["opera", "Opera 99", `${chrome("113.0")} OPR/99.0`],
  ["opera", "Opera 100", `${chrome("113.0")} OPR/100.0`],
  ["edge_pre_79", "Edge 18", `${chrome("64.0")} Edge/18.1`],
  ["edge", "Edge 111", `${chrome("111.0")} Edg/111.0`],
  ["chrome", "Chrome 110", chrome("110.0.1")],
  ["chrome", "Chrome 111", chrome("111.0.1")],
  ["firefox", "Firefox 110", firefox("110.0")],
  ["firefox", "Firefox 111", firefox("111.0")],
  [
    "safari",
    "Safari 15",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15",
  ],
  [
    "safari",
    "Mobile Safari 15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 15_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.5 Mobile/15E148 Safari/604.1",
  ],
  ["new_one", "an unknown option", ie("8.0")],
  ["", "no option", ie("8.0")],
];

const LEGACY = BROWSERS.map(([options, what, agent]) =>
  single(`filter legacy browsers: ${options}: ${what}`, [userAgent(agent)], {
    config: {
      filterSettings: {
        legacyBrowsers: { isEnabled: true, options: options === "" ? [] : options.split(",") },
      },
    },
  }),
);

const CRAWLERS = against(
  "crawlers",
  { webCrawlers: { isEnabled: true } },
  [
    "Mediapartners-Google",
    "Googlebot/2.1 (+http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0)",
    "Baiduspider+(+http://www.baidu.com/search/spider.htm)",
    "Slurp",
    "facebookexternalhit/1.1",
    "meta-externalagent/1.1",
    "some bot/1",
    "somebots)",
    "some bot",
    "robotics",
    "spider;",
    "spiderman",
    "Slackbot 1.0 (+https://api.slack.com/robots)",
    "Slackbot-LinkExpanding 1.0",
    "SentryUptimeBot/1.0",
    "ChatGPT-User/1.0",
    "Calypso AppCrawler",
    "pingdom",
    "AWS Security Scanner",
    "naver.me/spd",
    "naver me/spd",
    "CCBot/2.0",
    "DuckDuckBot-Https/1.1",
    "Lightpanda/1.0",
    "Cloudflare-Healthchecks/1.0",
    chrome("129.0"),
    "",
  ].map((text) => [text, userAgent(text)] as const),
);

const values = (...texts: string[]): Rows =>
  texts.map((value) => [value, exception({ type: "E", value })] as const);
const EXTENSIONS = against("extensions", { browserExtensions: { isEnabled: true } }, [
  ...values(
    "x top.globals y",
    "originalCreateNotification",
    "canvas.contentDocument",
    "canvascontentDocument",
    "MyApp_RemoveAllHighlights",
    "http://tt.epicplay.com",
    "Can't find variable: ZiteReader",
    "Can't find variable: zitereader",
    "jigsaw is not defined",
    "ComboSearch is not defined",
    "http://loading.retry.widdit.com/",
    "atomicFindClose",
    "fb_xd_fragment",
    "bmi_SafeAddOnload",
    "EBCallBackMessageReceived",
    "_gCrWeb",
    "conduitPage",
    "null is not an object (evaluating 'elt.parentNode')",
    "null is not an object (evaluating 'eltparentNode')",
    "plugin.setSuspendState is not a function",
    "Extension context invalidated",
    "webkit-masked-url:",
    "can't access dead object",
    "Cannot redefine property: solana",
    "Cannot redefine property: googletag",
    "Cannot redefine property: other",
    "undefined is not an object (evaluating 'a.L')",
    "undefined is not an object (evaluating 'a.LL')",
    'Permission denied to access property "x"',
    "Can't find variable: gmo",
    "an ordinary error",
  ),
  ...[
    "https://graph.facebook.com/x",
    "https://connect.facebook.net/en_US/sdk.js",
    "https://eatdifferent.com.woopra-ns.com/x",
    "https://static.woopra.com/js/woopra.js",
    "chrome://x",
    "chrome-extension://abc/x.js",
    "http://x/chrome-extension://abc",
    "moz-extension://abc",
    "safari-extension://abc",
    "safari-web-extension://abc",
    "webkit-masked-url://hidden/",
    "http://127.0.0.1:4001/isrunning",
    "http://webappstoolbarba.texthelp.com/x",
    "http://metrics.itunes.apple.com.edgesuite.net/x",
    "https://ff.kis.v2.scr.kaspersky-labs.com/x",
    "https://example.com/x.js",
  ].map((path) => [path, exception(frames(path))] as const),
  ["the last frame counts", exception(frames("chrome-extension://a", "https://example.com/x.js"))],
  [
    "anonymous ones are passed over",
    exception(frames("chrome-extension://a", "<anonymous>", "[native code]")),
  ],
  ["only the first exception", exception(frames("https://example.com/x.js"), frames("chrome-extension://a"))],
]);

/** Filters that know browsers, their extensions, and crawlers. */
export const BROWSER_FILTERS: readonly ManagedCase[] = [...LEGACY, ...CRAWLERS, ...EXTENSIONS];
