import type { EventDocument } from "../document.ts";
import { normalizeIpAddresses } from "./addresses.ts";
import { enrichAi } from "./ai.ts";
import { completeAppStart } from "./app-start.ts";
import { renameAttributes } from "./attribute-names.ts";
import { setAttributes } from "./attributes.ts";
import { normalizeBreadcrumbs } from "./breadcrumbs.ts";
import { setBreakdowns } from "./breakdowns.ts";
import { normalizeContexts } from "./contexts.ts";
import { convertAppleImages, dropUnknownImages } from "./debug-images.ts";
import { normalizeExceptions } from "./exceptions.ts";
import { normalizeGeo } from "./geo.ts";
import { normalizeLogentry } from "./logentry.ts";
import { normalizeMeasurements } from "./measurements.ts";
import { setPerformanceScore } from "./performance-score.ts";
import { checkNames, normalizeDist } from "./release.ts";
import { normalizeRequest } from "./request.ts";
import { normalizeSecurityReport } from "./security-report.ts";
import type { NormalizeSettings } from "./settings.ts";
import { correctAppStart, setExclusiveTimes } from "./spans.ts";
import { normalizeStacktraces } from "./stacktraces.ts";
import { addLcpTags, normalizeDeviceClass, normalizeTags } from "./tags.ts";
import { ensureTraceContext, setClientSampleRate } from "./trace-context.ts";
import { setReplay, setSegmentName, setTraceHead } from "./trace-head.ts";
import { defaultOps, normalizeTransactionName } from "./transaction-name.ts";
import { normalizeUser } from "./user.ts";
import { normalizeUserAgent } from "./user-agent.ts";

/**
 * Brings a checked and valid event into the form that Sentry works with. The order is a contract: later steps see what
 * earlier ones made.
 */
export function normalizeEvent(document: EventDocument, settings: NormalizeSettings): void {
  const { root } = document;
  const isTransaction = root.type === "transaction";
  const nowSeconds = settings.receivedAtMs / 1000;
  convertAppleImages(document);
  if (isTransaction) {
    renameAttributes(document);
    normalizeTransactionName(document, settings.renameRules, nowSeconds);
    defaultOps(root, settings.opOf);
  }
  normalizeSecurityReport(document, settings.clientIp, settings.clientHeaders);
  normalizeIpAddresses(document, settings.clientIp);
  if (settings.geoOf !== undefined) normalizeGeo(root, settings.connectionIp, settings.geoOf);
  checkNames(document);
  normalizeUser(document);
  normalizeLogentry(document);
  dropUnknownImages(document);
  normalizeBreadcrumbs(root);
  normalizeDist(document);
  normalizeTags(document);
  normalizeDeviceClass(document);
  normalizeStacktraces(document);
  normalizeExceptions(document);
  if (settings.readsUserAgent) normalizeUserAgent(root);
  if (isTransaction) {
    normalizeMeasurements(document, settings.measurementLimits);
    completeAppStart(document);
    setPerformanceScore(root, settings.scoreProfiles);
    if (settings.enrichesSpans) enrichAi(root, settings.aiModelOf);
    if (settings.breakdowns !== undefined) setBreakdowns(root, settings.breakdowns);
  } else root.measurements = undefined;
  setAttributes(document, settings);
  addLcpTags(document);
  if (settings.traceHead !== undefined) setReplay(root, settings.traceHead);
  normalizeRequest(document);
  if (!isTransaction) ensureTraceContext(root);
  normalizeContexts(root, settings.nameOfModel);
  if (isTransaction) {
    if (settings.traceHead !== undefined)
      setTraceHead(root, settings.traceHead, settings.renameRules, nowSeconds);
    correctAppStart(root);
    setExclusiveTimes(root);
    if (settings.enrichesSpans) setSegmentName(root);
  }
  setClientSampleRate(document, settings.clientSampleRate);
}
