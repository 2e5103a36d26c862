import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { missingFeature } from "../shared/features.ts";
import { rootProject, sample } from "../shared/sampling.ts";
import { scrubAttachments } from "../shared/scrub-attachments.ts";

/** Attachments of a trace, in an envelope without an event: metadata as JSON, then the file. */
export const traceAttachments: Family = {
  name: "trace-attachments",
  take: takeAll(({ isTraceAttachment }) => isTraceAttachment),
  async process(items, ctx, ports) {
    items.retain(() => missingFeature(ctx, "projects:trace-attachment-processing"));
    const unsampled = sampleTrace(ctx);
    if (unsampled !== undefined) items.rejectAll(unsampled);
    items.retain(checkMetadata);
    await ports.quotas.enforce(items);
    scrubAttachments(items, ctx);
    return items;
  },
};

/** Only rules about the whole trace count: these belong to no transaction of the project. */
function sampleTrace(ctx: StepContext): Rejection | undefined {
  const { trace } = ctx.headers;
  return trace
    ? sample({ trace, root: rootProject(ctx) ?? ctx.project, rulesOfProject: false }, ctx)
    : undefined;
}

function checkMetadata({ metaLength, payload }: Item): Rejection | undefined {
  if (metaLength === undefined || metaLength > payload.length) return invalid("invalid_trace_attachment");
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload.subarray(0, metaLength)));
    return undefined;
  } catch {
    return invalid("invalid_json");
  }
}
