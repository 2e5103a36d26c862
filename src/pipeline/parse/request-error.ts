import { err, type Result } from "../../kernel/base/result.ts";

/** Why a request is answered with an error: `{"detail":…,"causes":[…]}`, or a text when it is `plain`. */
export interface RequestError {
  readonly status: number;
  readonly detail: string;
  readonly causes: readonly string[];
  /** Answered as text/plain, without causes. */
  readonly plain?: boolean;
}

export function refuse(status: number, detail: string, ...causes: string[]): Result<never, RequestError> {
  return err({ status, detail, causes });
}

export function refusePlain(status: number, detail: string): Result<never, RequestError> {
  return err({ status, detail, causes: [], plain: true });
}
