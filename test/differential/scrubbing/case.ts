import { createHash } from "node:crypto";

/** One envelope of a project, and what that project wants to have scrubbed. */
export interface ScrubbingCase {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
  readonly parts: readonly (readonly [header: Readonly<Record<string, unknown>>, payload: Buffer])[];
}

export const EVENT_ID = "3bf0c84598b54c10b0215873d2d35a03";
export const TRACE_ID = "12345678123456781234567812345678";
/** As Sentry sets a new project up. */
export const DEFAULTS = {
  datascrubbingSettings: {
    scrubData: true,
    scrubDefaults: true,
    scrubIpAddresses: true,
    sensitiveFields: ["foo bar"],
  },
};

export function byRules(
  applications: Readonly<Record<string, readonly string[]>>,
  rules: object = {},
): object {
  return { piiConfig: { rules, applications } };
}

export function keyOf({ name }: ScrubbingCase): string {
  return createHash("md5").update(name).digest("hex");
}

export const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
