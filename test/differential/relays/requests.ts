/** Requests of relays below that somebody else may have made. */
import { gzipSync } from "node:zlib";
import type { HeaderLine } from "../../support/http-reader.ts";
import {
  CLOSED_KEY,
  FOREIGN_KEY,
  idOf,
  KEY,
  KEYS,
  METRICS,
  PROJECTS,
  post,
  query,
  type RelayCase,
  signatureOf,
  signed,
} from "./case.ts";
import { HEADER_CASES } from "./header-cases.ts";
import { SIGNATURES } from "./signatures.ts";

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
  ...HEADER_CASES,
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
