import type { Filter } from "./filterable.ts";

/** Messages of errors that come out of extensions and injected scripts, none of which the page's owner can mend. */
const MESSAGES = anyOf([
  /top\.GLOBALS/,
  /originalCreateNotification/,
  /canvas.contentDocument/,
  /MyApp_RemoveAllHighlights/,
  /http:\/\/tt\.epicplay\.com/,
  /Can't\sfind\svariable:\s(?:ZiteReader|gmo)/,
  /(?:jigsaw|ComboSearch)\sis\snot\sdefined/,
  /http:\/\/loading\.retry\.widdit\.com\//,
  /atomicFindClose/,
  /fb_xd_fragment/,
  /bmi_SafeAddOnload/,
  /EBCallBackMessageReceived/,
  /_gCrWeb/,
  /conduitPage/,
  /null\sis\snot\san\sobject\s\(evaluating\s'elt.parentNode'\)/,
  /undefined\sis\snot\san\sobject\s\(evaluating\s'a\..'\)/,
  /plugin\.setSuspendState\sis\snot\sa\sfunction/,
  /Extension\scontext\sinvalidated/,
  /webkit-masked-url:/,
  /can't\saccess\sdead\sobject/,
  /Cannot\sredefine\sproperty:\s(?:solana|ethereum|googletag)/,
  /Permission\sdenied\sto\saccess\sproperty\s/,
]);

/** Where such scripts lie. */
const SOURCES = anyOf([
  /graph\.facebook\.com/,
  /connect\.facebook\.net/,
  /eatdifferent\.com\.woopra-ns\.com/,
  /static\.woopra\.com\/js\/woopra\.js/,
  /^chrome(?:-extension)?:\/\//,
  /^moz-extension:\/\//,
  /^safari-(?:web-)?extension:\/\//,
  /webkit-masked-url/,
  /127\.0\.0\.1:4001\/isrunning/,
  /webappstoolbarba\.texthelp\.com\//,
  /metrics\.itunes\.apple\.com\.edgesuite\.net\//,
  /kaspersky-labs\.com/,
]);

export const browserExtensions: Filter = {
  reason: "browser-extensions",
  matches({ exception }) {
    if (exception === undefined) return false;
    const { value, source } = exception;
    return (value !== undefined && MESSAGES.test(value)) || (source !== undefined && SOURCES.test(source));
  },
};

/** One expression for all: a text is gone through once. */
export function anyOf(expressions: readonly RegExp[]): RegExp {
  return new RegExp(expressions.map(({ source }) => source).join("|"), "iu");
}
