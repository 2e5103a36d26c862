/** Requests of relays below that somebody else may have made. */
import { gzipSync } from "node:zlib";
import { signData } from "../../../src/domain/auth/signature.ts";
import type { HeaderLine } from "../../support/http-reader.ts";
import type { RelayIdentity } from "../../support/managed.ts";
import type { RawRequest } from "../../support/raw-client.ts";
import { SIGNATURES } from "./signatures.ts";

export interface Cast {
  /** Trusted by the project, known to the upstream. */
  readonly trusted: RelayIdentity;
  /** Known to the upstream, trusted by nobody. */
  readonly stranger: RelayIdentity;
  /** On the relay's own list, internal. */
  readonly internal: RelayIdentity;
  /** On no list. */
  readonly unknown: RelayIdentity;
}

export interface RelayCase {
  readonly name: string;
  /**
   * What may differ (docs/differences.md): `causes`, the words that tell where JSON is wrong; or the answer as a whole, ours
   * being 401, which is stricter; `time`, of a header that names its time twice the last counts.
   */
  readonly differs?: "causes" | "refused" | "time";
  readonly request: (cast: Cast) => RawRequest;
}

export const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
/** A project that trusts nobody. */
export const FOREIGN_KEY = "b94ae32be2584e0bbd7a4cbb95971fee";

/** A project that takes nothing that is not signed by a relay it trusts. */
export const CLOSED_KEY = "c94ae32be2584e0bbd7a4cbb95971fee";

const PROJECTS = "/api/0/relays/projectconfigs/?version=3";
const KEYS = "/api/0/relays/publickeys/";
const METRICS = "/api/0/relays/metrics/";
const query = (keys: readonly string[] = [KEY], more: object = {}) =>
  JSON.stringify({ publicKeys: keys, revisions: keys.map(() => null), ...more });

const idOf = (who: RelayIdentity): HeaderLine => ["x-sentry-relay-id", who.id];
const signatureOf = (who: RelayIdentity, body: string | Uint8Array): HeaderLine => [
  "x-sentry-relay-signature",
  signData(Buffer.from(body), who.secret, Date.now()),
];

function post(
  target: string,
  body: string | Uint8Array,
  headers: readonly HeaderLine[],
  more: Partial<RawRequest> = {},
): RawRequest {
  return {
    method: "POST",
    target,
    body,
    headers: [["content-type", "application/json"], ...headers],
    ...more,
  };
}

const signed = (target: string, body: string, who: RelayIdentity) =>
  post(target, body, [idOf(who), signatureOf(who, body)]);

const ENDPOINTS = {
  projects: [PROJECTS, query()],
  keys: [KEYS, '{"relay_ids":[]}'],
  metrics: [METRICS, '{"buckets":{}}'],
} as const;

/** Every kind of signature at every endpoint that wants one. */
const signatureCases = Object.entries(ENDPOINTS).flatMap(([endpoint, [target, body]]) =>
  Object.entries(SIGNATURES).map(
    ([name, make]): RelayCase => ({
      name: `${endpoint}: signature ${name}`,
      ...(name.startsWith("time twice") && { differs: "time" }),
      request: ({ trusted, internal }) => {
        const who = endpoint === "metrics" ? internal : trusted;
        return post(target, body, [idOf(who), ["x-sentry-relay-signature", make(Buffer.from(body), who)]]);
      },
    }),
  ),
);

const envelopeBody = '{}\n{"type":"event"}\n{}\n';
/** To a project that wants data signed: the signature covers the time alone. */
const envelopeCases = [
  ...Object.entries(SIGNATURES),
  ["none", undefined] as const,
  ["of a stranger", undefined] as const,
].map(
  ([name, make]): RelayCase => ({
    name: `envelope: signature ${name}`,
    // The last time that is old is refused by either, in the same words.
    ...(name === "time twice, the first old" && { differs: "time" }),
    request: ({ trusted, stranger }) => {
      const header = make?.(Buffer.alloc(0), trusted);
      const signature: readonly HeaderLine[] =
        name === "of a stranger"
          ? [signatureOf(stranger, "")]
          : header === undefined
            ? []
            : [["x-sentry-relay-signature", header]];
      return post(`/api/44/envelope/?sentry_key=${CLOSED_KEY}`, envelopeBody, signature);
    },
  }),
);

const headerCases: readonly RelayCase[] = [
  { name: "no id", request: ({ trusted }) => post(PROJECTS, query(), [signatureOf(trusted, query())]) },
  { name: "no signature", request: ({ trusted }) => post(PROJECTS, query(), [idOf(trusted)]) },
  { name: "nothing", request: () => post(PROJECTS, query(), []) },
  ...["", "me", "00000000-0000-0000-0000-000000000000", "{uuid}"].map(
    (id): RelayCase => ({
      name: `id "${id}"`,
      request: ({ trusted }) =>
        post(PROJECTS, query(), [["x-sentry-relay-id", id], signatureOf(trusted, query())]),
    }),
  ),
  ...(["toUpperCase", "simple", "braced", "urn"] as const).map(
    (form): RelayCase => ({
      name: `id in form ${form}`,
      request: ({ trusted }) => {
        const forms = {
          toUpperCase: trusted.id.toUpperCase(),
          simple: trusted.id.replaceAll("-", ""),
          braced: `{${trusted.id}}`,
          urn: `urn:uuid:${trusted.id}`,
        };
        return post(PROJECTS, query(), [["x-sentry-relay-id", forms[form]], signatureOf(trusted, query())]);
      },
    }),
  ),
  {
    name: "two ids, the first right",
    differs: "refused",
    request: ({ trusted, unknown }) =>
      post(PROJECTS, query(), [idOf(trusted), idOf(unknown), signatureOf(trusted, query())]),
  },
  {
    name: "two ids, the last right",
    differs: "refused",
    request: ({ trusted, unknown }) =>
      post(PROJECTS, query(), [idOf(unknown), idOf(trusted), signatureOf(trusted, query())]),
  },
  {
    name: "an internal id beside that of the signer",
    differs: "refused",
    request: ({ trusted, internal }) =>
      post(PROJECTS, query([FOREIGN_KEY]), [
        idOf(trusted),
        idOf(internal),
        signatureOf(trusted, query([FOREIGN_KEY])),
      ]),
  },
  {
    name: "two signatures, the first right",
    differs: "refused",
    request: ({ trusted, stranger }) =>
      post(PROJECTS, query(), [idOf(trusted), signatureOf(trusted, query()), signatureOf(stranger, query())]),
  },
  {
    name: "two signatures, the last right",
    request: ({ trusted, stranger }) =>
      post(PROJECTS, query(), [idOf(trusted), signatureOf(stranger, query()), signatureOf(trusted, query())]),
  },
  {
    name: "an id that was signed for by another",
    request: ({ trusted, internal }) =>
      post(PROJECTS, query(), [idOf(internal), signatureOf(trusted, query())]),
  },
  { name: "on no list", request: ({ unknown }) => signed(PROJECTS, query(), unknown) },
  {
    name: "on no list, keys",
    request: ({ unknown, trusted }) => signed(KEYS, JSON.stringify({ relay_ids: [trusted.id] }), unknown),
  },
  {
    name: "id with underscores",
    request: ({ trusted }) =>
      post(PROJECTS, query(), [["x_sentry_relay_id", trusted.id], signatureOf(trusted, query())]),
  },
];

const bodyCases: readonly RelayCase[] = [
  {
    name: "body tampered with",
    request: ({ trusted }) =>
      post(PROJECTS, query([KEY, FOREIGN_KEY]), [idOf(trusted), signatureOf(trusted, query())]),
  },
  {
    name: "body with a blank more",
    request: ({ trusted }) => post(PROJECTS, `${query()} `, [idOf(trusted), signatureOf(trusted, query())]),
  },
  {
    name: "gzip, signed as it is read",
    request: ({ trusted }) =>
      post(PROJECTS, gzipSync(query()), [
        ["content-encoding", "gzip"],
        idOf(trusted),
        signatureOf(trusted, query()),
      ]),
  },
  {
    name: "gzip, signed as it is sent",
    request: ({ trusted }) => {
      const body = gzipSync(query());
      return post(PROJECTS, body, [["content-encoding", "gzip"], idOf(trusted), signatureOf(trusted, body)]);
    },
  },
  {
    name: "chunks",
    request: ({ trusted }) =>
      post(PROJECTS, query(), [idOf(trusted), signatureOf(trusted, query())], { chunked: true }),
  },
  {
    name: "no JSON, signed",
    differs: "causes",
    request: ({ trusted }) => signed(PROJECTS, "nonsense", trusted),
  },
  { name: "no JSON, not signed", request: () => post(PROJECTS, "nonsense", []) },
  { name: "empty, signed", differs: "causes", request: ({ trusted }) => signed(PROJECTS, "", trusted) },
  {
    name: "without content type",
    request: ({ trusted }) => {
      const request = signed(PROJECTS, query(), trusted);
      return { ...request, headers: (request.headers ?? []).filter(([name]) => name !== "content-type") };
    },
  },
  {
    name: "10,000 keys",
    request: ({ trusted }) => signed(PROJECTS, query(Array.from({ length: 10_000 }, () => KEY)), trusted),
  },
  { name: "one key twice", request: ({ trusted }) => signed(PROJECTS, query([KEY, KEY]), trusted) },
  {
    name: "keys that are none",
    request: ({ trusted }) => signed(PROJECTS, query(["x", "", "A".repeat(32), KEY]), trusted),
  },
  {
    name: "keys of other types",
    request: ({ trusted }) => signed(PROJECTS, '{"publicKeys":[1,null,{}]}', trusted),
  },
  {
    name: "keys no list",
    differs: "causes",
    request: ({ trusted }) => signed(PROJECTS, `{"publicKeys":"${KEY}"}`, trusted),
  },
  { name: "keys left out", differs: "causes", request: ({ trusted }) => signed(PROJECTS, "{}", trusted) },
  {
    name: "relay ids that are none",
    differs: "causes",
    request: ({ trusted }) => signed(KEYS, '{"relay_ids":["x"]}', trusted),
  },
  {
    name: "over 3 MB, not signed",
    request: () => post(PROJECTS, `{"publicKeys":["${"x".repeat(4_000_000)}"]}`, []),
  },
];

const sightCases: readonly RelayCase[] = (["trusted", "stranger", "internal"] as const).flatMap((who) =>
  [{}, { fullConfig: true }].map(
    (more): RelayCase => ({
      name: `what ${who} sees ${JSON.stringify(more)}`,
      request: (cast) =>
        signed(PROJECTS, query([KEY, FOREIGN_KEY, CLOSED_KEY, "f".repeat(32)], more), cast[who]),
    }),
  ),
);

const versionCases: readonly RelayCase[] = [
  "",
  "?version=",
  "?version=03",
  "?version=x",
  "?version=2",
  "?version=-3",
  "?version=3&version=2",
  "?version=2&version=3",
  "?Version=3",
  "?version=3&x=y",
].map((search) => ({
  name: `query "${search}"`,
  request: ({ trusted }) => signed(`/api/0/relays/projectconfigs/${search}`, query(), trusted),
}));

const pathCases: readonly RelayCase[] = [
  "/api/0/relays/projectconfigs?version=3",
  "/api/0//relays/projectconfigs/?version=3",
  "/api/0/relays/../relays/projectconfigs/?version=3",
  "/api/0/relays/projectconfigs%2f?version=3",
  "/API/0/relays/projectconfigs/?version=3",
  "/api/00/relays/projectconfigs/?version=3",
].map((target) => ({ name: `path ${target}`, request: ({ trusted }) => signed(target, query(), trusted) }));

export const RELAY_CASES: readonly RelayCase[] = [
  ...signatureCases,
  ...envelopeCases,
  ...headerCases,
  ...bodyCases,
  ...sightCases,
  ...versionCases,
  ...pathCases,
  {
    name: "GET",
    request: ({ trusted }) => ({
      method: "GET",
      target: PROJECTS,
      headers: [idOf(trusted), signatureOf(trusted, "")],
    }),
  },
];
