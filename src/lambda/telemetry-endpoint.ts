import type { Address } from "../kernel/actor/address.ts";
import type { HttpHandler } from "../kernel/runtime/http.ts";
import type { AwsExtensionProtocol } from "./aws-extension.protocol.ts";
import { parseTelemetry } from "./telemetry-records.ts";

/** A batch may be twice `maxBytes` (256 KiB as we subscribe) plus its frame; the platform's own maximum is 1 MiB. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/** Where the Telemetry API delivers: acknowledges at once, whatever is in it, and hands the records on. */
export function telemetryHandler(extension: Address<Pick<AwsExtensionProtocol, "telemetry">>): HttpHandler {
  return async (request) => {
    if (request.method !== "POST") return { status: 405 };
    const body = await request.body(MAX_BATCH_BYTES);
    if (!body.ok) return { status: body.error === "too_large" ? 413 : 400 };
    extension.send("telemetry", parseTelemetry(new TextDecoder().decode(body.value)));
    return { status: 200 };
  };
}
