import fc from "fast-check";
import { arbitraryEvent } from "../pii/arbitrary-event.ts";
import { byRules, DEFAULTS, EVENT_ID, json, type ScrubbingCase } from "./case.ts";

const GRAPHQL = {
  request: { api_target: "graphql", data: { query: "q", variables: { id: 1, tags: { a: 1 } } } },
  contexts: { response: { data: { data: { user: { id: 5, name: "n" }, list: [{ id: 1 }], tags: ["x"] } } } },
};
const BOTH = { ...DEFAULTS, ...byRules({ "extra.** || $user": ["@email:hash"], $string: ["@ip:hash"] }) };

/** Events under the default switches and under both kinds of config. */
export const EVENT_CASES: readonly ScrubbingCase[] = [
  ...fc
    .sample(arbitraryEvent, { numRuns: 60, seed: 7 })
    .flatMap((event, index) => [
      single(`event: switches ${index}`, DEFAULTS, event),
      single(`event: both ${index}`, BOTH, event),
    ]),
  single("event: GraphQL", DEFAULTS, GRAPHQL),
  single("event: GraphQL without variables", DEFAULTS, {
    ...GRAPHQL,
    request: { api_target: "GraphQL", data: { query: "q" } },
  }),
];

function single(name: string, config: object, event: object): ScrubbingCase {
  const { spans: _, ...error } = event as Record<string, unknown>;
  const payload = { event_id: EVENT_ID, platform: "other", ...error };
  return {
    name,
    config: { ...config },
    header: { event_id: EVENT_ID },
    parts: [[{ type: "event" }, json(payload)]],
  };
}
