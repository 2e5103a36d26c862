import { SEARCH_KEYS } from "../services/local-store/search.ts";
import { SCHEMAS } from "./openapi-schemas.ts";

type Json = Readonly<Record<string, unknown>>;

const ref = (name: keyof typeof SCHEMAS): Json => ({ $ref: `#/components/schemas/${name}` });
const jsonBody = (schema: Json): Json => ({ content: { "application/json": { schema } } });
const answer = (description: string, schema: Json): Json => ({ description, ...jsonBody(schema) });

const id: Json = { name: "id", in: "path", required: true, schema: { type: "integer", minimum: 1 } };
const q: Json = {
  name: "q",
  in: "query",
  description:
    `Search line: words, and \`key:value\` with the keys ${SEARCH_KEYS.join(", ")}. Several values with commas, ` +
    "a phrase in double quotes, `-key:value` for the opposite; `fate:dropped` for all that did not get through.",
  schema: { type: "string", maxLength: 500 },
};
const whole = (name: string, description: string): Json => ({
  name,
  in: "query",
  description,
  schema: { type: "integer", minimum: 0 },
});
const lastEventId: Json = { name: "Last-Event-ID", in: "header", schema: { type: "string" } };

const denied = { "403": answer("Not a reader of this machine.", ref("Failure")) };
const missing = { "404": answer("No such thing, or removed to make room.", ref("Failure")) };
const invalid = { "400": answer("The query cannot be read.", ref("Failure")) };

function get(summary: string, responses: Json, parameters: readonly Json[] = []): Json {
  return {
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    responses: { ...responses, ...denied },
  };
}

function bytesAnswer(description: string, contentType: string): Json {
  return { description, content: { [contentType]: { schema: { type: "string", format: "binary" } } } };
}

function events(description: string): Json {
  const busy = { "503": answer("Too many open streams.", ref("Failure")) };
  return {
    "200": { description, content: { "text/event-stream": { schema: { type: "string" } } } },
    ...busy,
  };
}

const paths: Readonly<Record<string, Json>> = {
  "/local/items": {
    get: get(
      "Summaries of stored items, newest first",
      { "200": answer("One page.", ref("ItemPage")), ...invalid },
      [
        q,
        whole("before", "Continue before this id: the `next` of the page before."),
        whole("limit", "At most 200."),
      ],
    ),
    delete: {
      summary: "Removes everything stored",
      responses: {
        "200": answer("How many envelopes went.", {
          type: "object",
          required: ["removed"],
          properties: { removed: { type: "integer" } },
        }),
        ...denied,
      },
    },
  },
  "/local/items/{id}": {
    get: get(
      "An item with its headers and its envelope",
      { "200": answer("The item.", ref("ItemDetail")), ...missing },
      [id],
    ),
  },
  "/local/items/{id}/payload": {
    get: get("The payload, byte for byte", { "200": bytesAnswer("As it was received.", "*/*"), ...missing }, [
      id,
      { name: "download", in: "query", description: "As a file.", schema: { type: "string" } },
    ]),
  },
  "/local/envelopes/{id}": {
    get: get(
      "The whole envelope, byte for byte",
      {
        "200": bytesAnswer("As it was accepted, without content encoding.", "application/x-sentry-envelope"),
        ...missing,
      },
      [id],
    ),
  },
  "/local/feed": {
    get: get(
      "Summaries as they arrive or change",
      {
        ...events(
          "Server-sent events: `items` with a list of ItemSummary, the id being its revision; `removed` with " +
            "`{oldestId}`, below which everything is gone; `reset` when the cursor is another store's.",
        ),
        ...invalid,
      },
      [
        q,
        whole("after", "Revision to start after; without it, and without Last-Event-ID, from now on."),
        lastEventId,
      ],
    ),
  },
  "/local/stats": {
    get: get("How much is stored, and of what", { "200": answer("Counts.", ref("StoreStats")) }),
  },
  "/local/topology": {
    get: get("All actors with their mailboxes", {
      "200": answer("Owners before their children.", ref("Topology")),
    }),
  },
  "/local/info": {
    get: get("Version, DSN and addresses", { "200": answer("This receiver.", ref("ReceiverInfo")) }),
  },
  "/local/openapi.json": {
    get: get("This description", { "200": answer("OpenAPI 3.1.", { type: "object" }) }),
  },
  "/stream": {
    get: get("Spotlight: envelopes as they arrive", events("Server-sent events, each a parsed envelope."), [
      { name: "base64", in: "query", schema: { type: "string" } },
      lastEventId,
    ]),
    post: {
      summary: "Spotlight: takes an envelope from any origin",
      requestBody: {
        required: true,
        content: { "application/x-sentry-envelope": { schema: { type: "string", format: "binary" } } },
      },
      responses: {
        "200": answer("Taken.", { type: "object" }),
        "400": answer("Not an envelope.", ref("Failure")),
        "413": { description: "Too large." },
      },
    },
  },
  "/health": {
    get: {
      summary: "Spotlight: whether a receiver is here",
      responses: { "200": { description: "It is.", content: { "text/plain": { schema: { const: "OK" } } } } },
    },
  },
};

/** The description of the local API, as it stands in docs/openapi.json and behind /local/openapi.json. */
export function openApi(version: string): Json {
  return {
    openapi: "3.1.0",
    info: {
      title: "Baton's local API",
      version,
      description:
        "What `baton dev` received and what became of it. Answers only requests to a local host from a local origin; " +
        "taking data in is open to any.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "http://localhost:8969" }],
    paths,
    components: { schemas: SCHEMAS },
  };
}
