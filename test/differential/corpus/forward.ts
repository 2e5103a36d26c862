import { gzipSync } from "node:zlib";
import type { HeaderLine } from "../../support/http-reader.ts";
import { type Case, one, type Suite } from "../case.ts";

const forward = (
  name: string,
  method: string,
  path: string,
  options: { body?: Uint8Array | string; headers?: readonly HeaderLine[]; chunked?: true } = {},
): Case =>
  one(`forward: ${name}`, (slot) => ({
    method,
    target: path,
    headers: [["x-case", slot.key], ...(options.headers ?? [])],
    ...(options.body === undefined ? {} : { body: options.body }),
    ...(options.chunked === undefined ? {} : { chunked: true }),
  }));

/** The echo upstream of the arena answers as its own request headers `x-answer-*` ask. */
const answered = (name: string, ...headers: HeaderLine[]): Case =>
  forward(`answer ${name}`, "GET", "/api/0/projects/", { headers });

export const forwarding: Suite = {
  name: "forwarding",
  config: {
    limits: { max_api_payload_size: 1000, max_api_file_upload_size: 2000, max_api_chunk_upload_size: 3000 },
  },
  cases: [
    forward("GET", "GET", "/api/0/projects/"),
    forward("GET with query", "GET", "/api/0/projects/?a=b&c=%20d&&e"),
    forward("HEAD", "HEAD", "/api/0/projects/"),
    forward("POST", "POST", "/api/0/projects/", {
      body: '{"a":1}',
      headers: [["content-type", "application/json"]],
    }),
    forward("POST empty", "POST", "/api/0/projects/", { body: "" }),
    forward("PUT", "PUT", "/api/0/projects/", { body: "x" }),
    forward("DELETE", "DELETE", "/api/0/projects/"),
    forward("PATCH", "PATCH", "/api/0/projects/", { body: "x" }),
    forward("OPTIONS", "OPTIONS", "/api/0/projects/", { headers: [["origin", "https://a.example"]] }),
    forward("strange method", "FOO", "/api/0/projects/"),
    forward("chunked", "POST", "/api/0/projects/", { body: "hello", chunked: true }),
    forward("gzip body", "POST", "/api/0/projects/", {
      body: gzipSync("hello"),
      headers: [["content-encoding", "gzip"]],
    }),
    forward("repeated slashes", "GET", "/api//0///projects//"),
    forward("dot segments", "GET", "/api/0/../projects/./x"),
    forward("percent encoding", "GET", "/api/0/%70rojects/%2F%zz"),
    forward("not ASCII", "GET", "/api/0/é/"),
    forward("special characters", "GET", '/api/0/a|b{c}"d<e>`^\\/?x=a|b{c}"<>`^\\\''),
    forward("hop-by-hop headers", "GET", "/api/0/projects/", {
      headers: [
        ["te", "trailers"],
        ["proxy-authorization", "x"],
        ["proxy-authenticate", "x"],
        ["trailer", "x"],
        ["connection", "keep-alive, x-drop"],
        ["x-drop", "1"],
        ["keep-alive", "timeout=5"],
      ],
    }),
    forward("end-to-end headers", "GET", "/api/0/projects/", {
      headers: [
        ["user-agent", "foo"],
        ["cookie", "a=b"],
        ["cookie", "c=d"],
        ["authorization", "Bearer x"],
        ["accept", "text/html"],
        ["accept-encoding", "br"],
        ["x-sentry-relay-id", "1"],
        ["range", "bytes=0-1"],
        ["if-none-match", "x"],
        ["expect", ""],
      ],
    }),
    forward("forwarded for", "GET", "/api/0/projects/", { headers: [["x-forwarded-for", "1.2.3.4"]] }),
    forward("forwarded for of two proxies", "GET", "/api/0/projects/", {
      headers: [
        ["cf-connecting-ip", "1.1.1.1"],
        ["x-forwarded-for", "2.2.2.2"],
      ],
    }),
    forward("body at the limit", "POST", "/api/0/projects/", { body: "x".repeat(1000) }),
    forward("body over the limit", "POST", "/api/0/projects/", { body: "x".repeat(1001) }),
    forward("chunked body over the limit", "POST", "/api/0/projects/", {
      body: "x".repeat(1001),
      chunked: true,
    }),
    forward("inflated body over the limit", "POST", "/api/0/projects/", {
      body: gzipSync("x".repeat(1001)),
      headers: [["content-encoding", "gzip"]],
    }),
    forward("release file at the limit", "POST", "/api/0/projects/o/p/releases/r/files/", {
      body: "x".repeat(2000),
    }),
    forward("release file over the limit", "POST", "/api/0/projects/o/p/releases/r/files/", {
      body: "x".repeat(2001),
    }),
    forward("dsym over the api limit", "POST", "/api/0/projects/o/p/releases/r/dsyms/", {
      body: "x".repeat(1500),
    }),
    forward("chunk upload at the limit", "POST", "/api/0/organizations/o/chunk-upload/", {
      body: "x".repeat(3000),
    }),
    forward("chunk upload over the limit", "POST", "/api/0/organizations/o/chunk-upload/", {
      body: "x".repeat(3001),
    }),
    answered("404", ["x-answer-status", "404"]),
    answered("500", ["x-answer-status", "500"]),
    answered("503", ["x-answer-status", "503"]),
    answered("204", ["x-answer-status", "204"]),
    answered("302", ["x-answer-status", "302"], ["x-answer-header", "location: /api/0/elsewhere/"]),
    answered("304", ["x-answer-status", "304"]),
    answered(
      "429 with limits",
      ["x-answer-status", "429"],
      ["x-answer-header", "x-sentry-rate-limits: 60::organization"],
    ),
    answered("cookie", ["x-answer-header", "set-cookie: a=b"]),
    answered("cors", ["x-answer-header", "access-control-allow-origin: https://a.example"]),
    answered("vary", ["x-answer-header", "vary: cookie"]),
    answered("media type", ["x-answer-header", "content-type: text/html; charset=latin1"]),
    answered("hop-by-hop", ["x-answer-header", "keep-alive: timeout=5"]),
    answered("gzip", ["x-answer-gzip", "1"]),
    answered("gzip to a client that takes it", ["x-answer-gzip", "1"], ["accept-encoding", "gzip"]),
    answered("long", ["x-answer-long", "1"]),
    answered("long to a client that takes gzip", ["x-answer-long", "1"], ["accept-encoding", "gzip"]),
  ],
};
