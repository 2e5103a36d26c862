import { json, LIMITS, object, string, struct, unsigned } from "./basic.ts";
import { COOKIES, HEADERS, pairsField, QUERY } from "./pairs.ts";
import { VALUE_TYPES } from "./value-types.ts";

const E = { write: "empty" } as const;
const T = { pii: "true" } as const;

export const REQUEST = struct(
  "request",
  {
    url: string({ ...LIMITS.path, pii: "maybe" }),
    method: string(),
    protocol: string(),
    data: json({ ...LIMITS.largeBag, ...T }),
    query_string: pairsField(QUERY, { ...E, maxDepth: 3, maxBytes: 1024, ...T }),
    fragment: string({ ...E, ...LIMITS.summary, ...T }),
    cookies: pairsField(COOKIES, { ...E, ...LIMITS.smallBag, ...T }),
    headers: pairsField(HEADERS, { ...E, ...LIMITS.largeBag, ...T }),
    body_size: unsigned(),
    env: object({ ...E, ...LIMITS.largeBag, ...T }),
    inferred_content_type: string(E),
    api_target: string(),
  },
  { types: VALUE_TYPES.http, other: { pii: "true" } },
);
