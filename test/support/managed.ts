import type { RelaySecretKey } from "../../src/domain/auth/relay-key.ts";
import { generateSecretKey } from "../../src/domain/auth/testkit/secret-key.ts";

/** Who a relay under test is. */
export interface RelayIdentity {
  readonly id: string;
  readonly secret: RelaySecretKey;
  /** The file of the config folder. */
  readonly files: Readonly<Record<string, string>>;
}

export function createIdentity(): RelayIdentity {
  const secret = generateSecretKey();
  const id = crypto.randomUUID();
  const credentials = { secret_key: secret.text, public_key: secret.publicKey.text, id };
  return { id, secret, files: { "credentials.json": JSON.stringify(credentials) } };
}

/** Sends an event as an SDK does. @returns status and body of the answer */
export async function sendEvent(
  relayUrl: string,
  options: {
    readonly publicKey: string;
    readonly projectId?: number;
    readonly message?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly envelopeHeaders?: Readonly<Record<string, unknown>>;
  },
): Promise<{ readonly status: number; readonly detail: string | undefined; readonly eventId: string }> {
  const { publicKey, projectId = 42, message = "hello", headers = {}, envelopeHeaders = {} } = options;
  const eventId = crypto.randomUUID().replaceAll("-", "");
  const lines = [
    { event_id: eventId, ...envelopeHeaders },
    { type: "event" },
    { event_id: eventId, message },
  ];
  const response = await fetch(`${relayUrl}/api/${projectId}/envelope/`, {
    method: "POST",
    headers: { "x-sentry-auth": `Sentry sentry_version=7, sentry_key=${publicKey}`, ...headers },
    body: `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`,
  });
  const body = (await response.json()) as { detail?: string };
  return { status: response.status, detail: body.detail, eventId };
}
